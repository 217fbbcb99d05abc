import { describe, expect, it } from 'vitest';
import type { Delivered } from './drivers/mail-driver.js';
import { settle, stateOf, type RecipientFate } from './settlement.js';

const NOW = new Date('2026-11-22T12:00:00Z');
const HOUR = 3_600_000;

const person = (id: number, state: RecipientFate['state'] = 'queued'): RecipientFate => ({
  id,
  address: `P${id}@example.com`,
  state,
  detail: null,
});
const said = (...answers: [number, Delivered['state']][]) => ({
  kind: 'answered' as const,
  recipients: new Map(answers.map(([id, state]) => [`p${id}@example.com`, { state, detail: state }])),
});
const broken = { kind: 'interrupted' as const, reason: 'no answer', unknown: false };

describe('an attempt to send', () => {
  it('leaves each recipient as the server said, and those alone who were told before', () => {
    const people = [person(1), person(2, 'deferred'), person(3), person(4, 'sent')];
    const done = settle(1, people, said([1, 'sent'], [2, 'failed'], [3, 'deferred']), NOW);
    expect(done).toMatchObject({ state: 'queued', attempts: 1, lastError: 'failed' });
    expect(done.recipients.map(({ id, state }) => [id, state])).toEqual([
      [1, 'sent'],
      [2, 'failed'],
      [3, 'deferred'],
    ]);
  });

  it('climbs from a minute to six hours, and gives up after three days', () => {
    let waited = 0;
    let attempts = 0;
    for (let state = 'queued'; state === 'queued'; ) {
      attempts += 1;
      const done = settle(attempts, [person(1)], broken, NOW);
      const wait = done.nextAttemptAt.getTime() - NOW.getTime();
      if (attempts === 1) expect(wait).toBe(60_000);
      expect(wait).toBeLessThanOrEqual(6 * HOUR);
      waited += wait;
      state = done.state;
      if (state === 'failed')
        expect(done.recipients).toMatchObject([
          { state: 'failed', detail: 'Given up after 19 attempts: no answer' },
        ]);
    }
    expect(waited / HOUR).toBeGreaterThanOrEqual(72);
    expect(waited / HOUR).toBeLessThan(78);
  });

  it('does not count where the login was refused', () => {
    const refused = { kind: 'refused_login' as const, reason: '535' };
    expect(settle(3, [person(1)], refused, NOW)).toEqual({
      state: 'queued',
      attempts: 2,
      nextAttemptAt: NOW,
      lastError: '535',
      recipients: [],
    });
  });

  it('says so where nobody knows whether it arrived', () => {
    const { state, recipients } = settle(
      1,
      [person(1), person(2, 'sent')],
      { ...broken, unknown: true },
      NOW,
    );
    expect([state, recipients]).toMatchObject(['queued', [{ id: 1, state: 'unknown', detail: 'no answer' }]]);
  });

  it.each([
    [['sent', 'failed'], 'sent'],
    [['sent', 'unknown'], 'queued'],
    [['failed', 'bounced'], 'failed'],
    [['cancelled', 'failed'], 'failed'],
    [['cancelled'], 'cancelled'],
  ] as const)('of %j makes a mail %s', (states, state) => {
    expect(stateOf(states.map((one) => ({ state: one })))).toBe(state);
  });
});
