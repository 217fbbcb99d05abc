import { SchedulerRegistry } from '@nestjs/schedule';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Config } from '../../../src/config/config.js';
import { addToCounters, readCounters } from '../../../src/database/counters.js';
import { afterCommit } from '../../../src/database/database.js';
import { withJournal } from '../../../src/database/journal.js';
import { Leases } from '../../../src/database/leases.js';
import { CLAIM_MS, IdempotencyClaim, type StoredAnswer } from '../../../src/http/idempotency-claim.js';
import { IdempotencyKeysService } from '../../../src/http/idempotency-keys.service.js';
import { Background } from '../../../src/jobs/background.js';
import { JobsService } from '../../../src/jobs/jobs.service.js';
import { FLAVOURS, openDatabase, type OpenDatabase } from '../../support/database.js';
import { MovedClock } from '../../support/moved-clock.js';

const NAME = 'a'.repeat(64);
const HASH = 'b'.repeat(64);
const ANSWER: StoredAnswer = { status: 201, headers: { etag: '"1"' }, body: '{"id":1}' };
const DAY_MS = 86_400_000;

describe.each(FLAVOURS)('a keyed request on %s', (flavour) => {
  let desk: OpenDatabase;
  let clock: MovedClock;
  let keys: IdempotencyKeysService;

  beforeAll(async () => {
    desk = await openDatabase(flavour, { entities: [] });
  });
  beforeEach(async () => {
    clock = new MovedClock();
    await desk.database.transaction((tx) => tx.query('delete from idempotency_keys'));
    await desk.database.transaction((tx) => tx.query('delete from counters'));
    keys = start();
  });
  afterAll(() => desk.close());

  function start(databaseUrl = ''): IdempotencyKeysService {
    const leases = new Leases(desk.database, clock);
    const jobs = new JobsService(desk.database, leases, clock, new SchedulerRegistry(), new Background());
    return new IdempotencyKeysService(desk.database, clock, { databaseUrl } as Config, jobs);
  }

  async function claim(hash = HASH): Promise<IdempotencyClaim> {
    const claimed = await keys.claim(NAME, hash);
    if (!(claimed instanceof IdempotencyClaim)) throw new Error('it is answered already');
    return claimed;
  }

  /** Two effects one after the other, each of which must be had once; `dies` says what the process does not live to see. */
  const work = (journal: IdempotencyClaim, dies?: 'between' | 'after'): Promise<unknown[]> =>
    withJournal({ journal }, async () => {
      const one = await count('a/one');
      if (dies === 'between') return [one];
      return [one, await count('a/two')];
    });
  const count = (name: string): Promise<{ at: Date; name: string }> =>
    desk.database.transaction(async (tx) => {
      await addToCounters(tx, { [name]: 1 });
      // What goes on behind a commit is no step of the work.
      afterCommit(tx, () => desk.database.transaction((after) => addToCounters(after, { 'b/behind': 1 })));
      return { at: clock.now(), name };
    });
  const counted = async (): Promise<object> => Object.fromEntries(await readCounters(desk.database, 'a/'));

  it('that died behind its effects is answered from them, and has them once', async () => {
    const first = await work(await claim(), 'after');
    clock.move(CLAIM_MS);
    const next = await claim();
    expect(next.resumed).toBe(true);
    expect(await work(next)).toEqual(first);
    expect(await counted()).toEqual({ 'a/one': 1, 'a/two': 1 });
    await next.answer(ANSWER);
    expect(await keys.claim(NAME, HASH)).toEqual(ANSWER);
  });

  it('that died between two effects goes on with the second', async () => {
    await work(await claim(), 'between');
    clock.move(CLAIM_MS);
    await work(await claim());
    expect(await counted()).toEqual({ 'a/one': 1, 'a/two': 1 });
  });

  it('that is slower than its claim cannot have an effect besides that of the next', async () => {
    const slow = await claim();
    clock.move(CLAIM_MS);
    const next = await claim();
    await expect(work(slow)).rejects.toMatchObject({ code: 'idempotency.in_flight' });
    expect(await counted()).toEqual({});
    await work(next);
    await next.answer(ANSWER);
    await expect(work(slow)).rejects.toMatchObject({ code: 'idempotency.in_flight' });
    expect(await counted()).toEqual({ 'a/one': 1, 'a/two': 1 });
  });

  it('that is in hand is in flight until its claim runs out, or the embedded desk starts anew', async () => {
    await claim();
    clock.move(CLAIM_MS - 1);
    await expect(claim()).rejects.toMatchObject({ code: 'idempotency.in_flight' });
    await start('mariadb://elsewhere').onModuleInit();
    await expect(claim()).rejects.toMatchObject({ code: 'idempotency.in_flight' });
    await start().onModuleInit();
    await (await claim()).giveUp();
  });

  it('is another one with another body, whatever became of the first', async () => {
    const first = await claim();
    await expect(claim('c'.repeat(64))).rejects.toMatchObject({ code: 'idempotency.key_reused' });
    await first.giveUp();
    await (await claim('c'.repeat(64))).giveUp();
  });

  it('that failed in one of several transactions leaves the others where they are', async () => {
    const journal = await claim();
    const fails = (): Promise<never> =>
      desk.database.transaction(() => Promise.reject(new Error('this one is refused')));
    const all = async (): Promise<void> => {
      await count('a/one');
      await expect(fails()).rejects.toThrow('refused');
      await count('a/two');
    };
    await withJournal({ journal }, all);
    await journal.giveUp();
    const next = await claim();
    await withJournal({ journal: next }, all);
    expect(await counted()).toEqual({ 'a/one': 1, 'a/two': 1 });
    await next.giveUp();
  });

  it('is forgotten after a day', async () => {
    await (await claim()).answer(ANSWER);
    clock.move(DAY_MS);
    await keys.purge(new AbortController().signal);
    expect(await keys.claim(NAME, HASH)).toEqual(ANSWER);
    clock.move(1);
    await keys.purge(new AbortController().signal);
    await (await claim('c'.repeat(64))).giveUp();
  });
});
