import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { insertRows } from '../../../src/database/rows.js';
import type { JobsService } from '../../../src/jobs/jobs.service.js';
import { OutboxCleanup } from '../../../src/outbox/outbox-cleanup.js';
import { FLAVOURS, openDatabase, type OpenDatabase } from '../../support/database.js';
import { MovedClock } from '../../support/moved-clock.js';

const DAY = 24 * 3_600_000;

describe.each(FLAVOURS)('the clean-up of the outbox on %s', (flavour) => {
  let desk: OpenDatabase;
  beforeAll(async () => {
    desk = await openDatabase(flavour, { entities: [] });
  });
  afterAll(() => desk.close());

  it('deletes what was done a week ago, however much it is, and nothing else', async () => {
    const clock = new MovedClock();
    const message = (state: string, days: number) => {
      const at = new Date(clock.now().getTime() - days * DAY);
      return { topic: 'ticket.opened', payload: '{}', state, attempts: 1, availableAt: at, createdAt: at };
    };
    const stay = [message('done', 6), message('dead', 30), message('pending', 30)];
    const go = Array.from({ length: 1_100 }, () => message('done', 8));
    await desk.database.transaction((tx) => insertRows(tx, 'outbox', [...go, ...stay]));
    await new OutboxCleanup(desk.database, clock, {} as JobsService).run(new AbortController().signal);
    const left = await desk.database.query<{ state: string }>('select state from outbox order by id');
    expect(left.map(({ state }) => state)).toEqual(['done', 'dead', 'pending']);
  });
});
