import { Logger } from '@nestjs/common';
import { SchedulerRegistry } from '@nestjs/schedule';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createDataSource, dataSourceOptions } from '../../../src/database/data-source.js';
import { Database } from '../../../src/database/database.js';
import { Leases } from '../../../src/database/leases.js';
import { Background } from '../../../src/jobs/background.js';
import { JobsService, type Job } from '../../../src/jobs/jobs.service.js';
import { FLAVOURS, openDatabase, type OpenDatabase } from '../../support/database.js';
import { MovedClock } from '../../support/moved-clock.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

type Run = Job['run'];

describe.each(FLAVOURS)('jobs on %s', (flavour) => {
  let desk: OpenDatabase;
  let clock: MovedClock;
  beforeAll(async () => {
    Logger.overrideLogger(false);
    desk = await openDatabase(flavour, { entities: [] });
  });
  beforeEach(async () => {
    clock = new MovedClock();
    // A slot begins: what moves within the hour stays in it.
    clock.move(HOUR - (clock.now().getTime() % HOUR));
    await desk.database.transaction((tx) => tx.query('delete from jobs'));
    await desk.database.transaction((tx) => tx.query('delete from leases'));
  });
  afterAll(() => desk.close());

  /** A process with an hourly job. */
  function start(run: Run, database = desk.database): { jobs: JobsService; background: Background } {
    const background = new Background();
    const leases = new Leases(database, clock);
    const jobs = new JobsService(database, leases, clock, new SchedulerRegistry(), background);
    jobs.onModuleInit();
    jobs.add({ name: 'purge', everyMs: HOUR, run });
    return { jobs, background };
  }

  const ok = () => vi.fn<Run>(() => Promise.resolve());

  it('run once in each of their slots', async () => {
    const run = ok();
    const { jobs } = start(run);
    await jobs.tick();
    await jobs.tick();
    clock.move(HOUR - 1);
    await jobs.tick();
    expect(run).toHaveBeenCalledTimes(1);
    clock.move(1);
    await jobs.tick();
    expect(run).toHaveBeenCalledTimes(2);
  });

  it('run once for any number of slots that nobody was there for', async () => {
    const run = ok();
    const { jobs } = start(run);
    await jobs.tick();
    clock.move(7 * HOUR);
    await jobs.tick();
    await jobs.tick();
    expect(run).toHaveBeenCalledTimes(2);
  });

  it('run in only one of several processes', async () => {
    const options = { ...dataSourceOptions(desk.settings), entities: [] };
    const other = await createDataSource(options).initialize();
    const run = ok();
    const processes = [start(run), start(run, new Database(other)), start(run)];
    for (let slot = 1; slot <= 5; slot += 1) {
      await Promise.all(processes.map(({ jobs }) => jobs.tick()));
      clock.move(MINUTE);
      await Promise.all(processes.map(({ jobs }) => jobs.tick()));
      expect(run).toHaveBeenCalledTimes(slot);
      clock.move(HOUR);
    }
    await other.destroy();
  });

  it('do not run again in a process that looked before another one had done the slot', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const first = start(vi.fn<Run>(() => promise));
    const second = ok();
    const other = start(second);
    const running = first.jobs.tick();
    await vi.waitFor(async () => expect(await held()).toBe(1));
    await other.jobs.tick();
    resolve();
    await running;
    clock.move(MINUTE);
    await other.jobs.tick();
    expect(second).not.toHaveBeenCalled();
  });

  it('are taken up by another process when one dies with them, once its claim has run out', async () => {
    const died = start(vi.fn<Run>(() => new Promise(() => undefined)));
    void died.jobs.tick();
    await vi.waitFor(async () => expect(await held()).toBe(1));
    const run = ok();
    const { jobs } = start(run);
    clock.move(MINUTE - 1);
    await jobs.tick();
    expect(run).not.toHaveBeenCalled();
    clock.move(MINUTE);
    await jobs.tick();
    expect(run).toHaveBeenCalledOnce();
  });

  it('that fail are counted, and run again in the next slot', async () => {
    const run = ok().mockRejectedValueOnce(new Error('disk on fire'));
    const { jobs } = start(run);
    await jobs.tick();
    clock.move(MINUTE);
    await jobs.tick();
    expect(run).toHaveBeenCalledTimes(1);
    expect(await jobs.report()).toMatchObject([
      { name: 'purge', successes: 0, failures: 1, succeededAt: null, lastError: 'disk on fire' },
    ]);
    clock.move(HOUR);
    await jobs.tick();
    expect(await jobs.report()).toMatchObject([
      { successes: 1, failures: 1, succeededAt: clock.now(), lastError: null },
    ]);
  });

  it('do not hold each other up', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const { jobs } = start(() => promise);
    const quick = ok();
    jobs.add({ name: 'quick', everyMs: HOUR, run: quick });
    const running = jobs.tick();
    await vi.waitFor(() => expect(quick).toHaveBeenCalledOnce());
    clock.move(HOUR);
    await jobs.tick();
    expect(quick).toHaveBeenCalledTimes(2);
    resolve();
    await running;
  });

  it('have one name each', () => {
    expect(() => start(ok()).jobs.add({ name: 'purge', everyMs: 1, run: ok() })).toThrow('is there already');
  });

  describe('of a process that stops', () => {
    it('are told, and what they leave is taken up at once', async () => {
      const stopping = start(
        (signal) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
      );
      await stopping.background.start();
      await vi.waitFor(async () => expect(await held()).toBe(1), { timeout: 4_000 });
      await stopping.background.stop();
      expect(await stopping.jobs.report()).toEqual([]);
      const run = ok();
      await start(run).jobs.tick();
      expect(run).toHaveBeenCalledOnce();
    });

    it('count as done when they come to their end all the same', async () => {
      const stopping = start(
        (signal) => new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve())),
      );
      await stopping.background.start();
      await vi.waitFor(async () => expect(await held()).toBe(1), { timeout: 4_000 });
      await stopping.background.stop();
      const run = ok();
      await start(run).jobs.tick();
      expect(run).not.toHaveBeenCalled();
    });
  });

  /** Claims that have not run out. */
  async function held(): Promise<number> {
    const [row] = await desk.database.query<{ total: number }>(
      'select count(*) as total from leases where expiresAt > ?',
      [clock.now()],
    );
    return Number(row!.total);
  }
});
