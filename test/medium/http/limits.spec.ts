import { SchedulerRegistry } from '@nestjs/schedule';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Config } from '../../../src/config/config.js';
import { Leases } from '../../../src/database/leases.js';
import { ApiLimitsService } from '../../../src/http/api-limits.service.js';
import { SharedLimitsService } from '../../../src/http/shared-limits.service.js';
import { Background } from '../../../src/jobs/background.js';
import { JobsService } from '../../../src/jobs/jobs.service.js';
import { FLAVOURS, openDatabase, type OpenDatabase } from '../../support/database.js';
import { MovedClock } from '../../support/moved-clock.js';

const MINUTE = 60_000;

describe.each(FLAVOURS)('a limit on %s', (flavour) => {
  let desk: OpenDatabase;
  let clock: MovedClock;
  let shared: SharedLimitsService;

  beforeAll(async () => {
    desk = await openDatabase(flavour, { entities: [] });
  });
  beforeEach(async () => {
    // A minute begins.
    clock = new MovedClock();
    await desk.database.transaction((tx) => tx.query('delete from rate_limits'));
    const leases = new Leases(desk.database, clock);
    const jobs = new JobsService(desk.database, leases, clock, new SchedulerRegistry(), new Background());
    shared = new SharedLimitsService(desk.database, clock, jobs);
  });
  afterAll(() => desk.close());

  const start = (): ApiLimitsService => new ApiLimitsService(clock, { databaseUrl: '' } as Config, shared);
  const use = (limits: ApiLimitsService, times: number, caller = 'token:1') =>
    Array.from({ length: times }, () => limits.use(caller, 100)).at(-1)!;

  it('is used up within its minute, by each caller alone, and new in the next', () => {
    const limits = start();
    clock.move(15_500);
    expect(use(limits, 1)).toEqual({ limit: 100, remaining: 99, resetSeconds: 45, exceeded: false });
    expect(use(limits, 99)).toMatchObject({ remaining: 0, exceeded: false });
    expect(use(limits, 1)).toMatchObject({ remaining: 0, exceeded: true });
    expect(use(limits, 1, 'token:2')).toMatchObject({ remaining: 99 });
    clock.move(MINUTE - 15_500);
    expect(use(limits, 1)).toEqual({ limit: 100, remaining: 99, resetSeconds: 60, exceeded: false });
  });

  it('is shared by processes that tell each other, and only of those who ask much', async () => {
    const [one, two] = [start(), start()];
    use(one, 60);
    use(two, 30);
    use(one, 9, 'token:2');
    for (const limits of [one, two]) await limits.merge();
    expect(use(two, 1).remaining).toBe(9);
    use(one, 1);
    await one.merge();
    expect(use(one, 9)).toMatchObject({ remaining: 0, exceeded: false });
    expect(use(one, 1)).toMatchObject({ remaining: 0, exceeded: true });
    const rows = await desk.database.query('select name, used from rate_limits');
    expect(rows).toEqual([{ name: 'api|token:1', used: 91 }]);
    clock.move(MINUTE);
    await one.merge();
    expect(use(one, 1).remaining).toBe(99);
  });

  it('that the database keeps is exact, however many use it at once', async () => {
    const uses = await Promise.all(
      Array.from({ length: 12 }, () => shared.use('public|192.0.2.1', 10, MINUTE)),
    );
    const left = uses.map(({ remaining }) => remaining).toSorted((a, b) => a - b);
    expect(left).toEqual([0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(uses.filter(({ exceeded }) => exceeded)).toHaveLength(2);
    clock.move(MINUTE);
    expect(await shared.use('public|192.0.2.1', 10, MINUTE)).toMatchObject({ remaining: 9 });
  });
});
