import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createDataSource, dataSourceOptions } from '../../../src/database/data-source.js';
import { Database } from '../../../src/database/database.js';
import { Leases } from '../../../src/database/leases.js';
import { FLAVOURS, openDatabase, type OpenDatabase } from '../../support/database.js';
import { MovedClock } from '../../support/moved-clock.js';

const MINUTE = 60_000;

describe.each(FLAVOURS)('leases on %s', (flavour) => {
  let desk: OpenDatabase;
  let clock: MovedClock;
  let leases: Leases;
  let name = 0;
  const fresh = (): string => `mailbox/${(name += 1)}`;
  beforeAll(async () => {
    desk = await openDatabase(flavour, { entities: [] });
  });
  beforeEach(() => {
    clock = new MovedClock();
    leases = new Leases(desk.database, clock);
  });
  afterAll(() => desk.close());

  it('belong to one holder until they are released', async () => {
    const lease = fresh();
    const first = await leases.acquire(lease, MINUTE);
    expect(await leases.acquire(lease, MINUTE)).toBeUndefined();
    expect(await leases.acquire(fresh(), MINUTE)).toBeDefined();
    await first!.release();
    expect((await leases.acquire(lease, MINUTE))!.fence).toBe(first!.fence + 1);
  });

  it('are given to one of many processes that ask at once', async () => {
    const options = { ...dataSourceOptions(desk.settings), entities: [] };
    const other = await createDataSource(options).initialize();
    const both = [leases, new Leases(new Database(other), clock)];
    for (let round = 0; round < 3; round += 1) {
      const lease = fresh();
      const asked = await Promise.all([0, 1, 0, 1, 0, 1].map((at) => both[at]!.acquire(lease, MINUTE)));
      expect(asked.filter(Boolean)).toHaveLength(1);
    }
    await other.destroy();
  });

  it('can be taken once they ran out, and not before; who lost one cannot renew or release it', async () => {
    const lease = fresh();
    const first = (await leases.acquire(lease, MINUTE))!;
    clock.move(MINUTE - 1);
    expect(await leases.acquire(lease, MINUTE)).toBeUndefined();
    clock.move(1);
    const second = (await leases.acquire(lease, MINUTE))!;
    expect(second.fence).toBeGreaterThan(first.fence);
    expect(await first.renew()).toBe(false);
    await first.release();
    expect(await leases.acquire(lease, MINUTE)).toBeUndefined();
    expect(await second.renew()).toBe(true);
  });

  it('last as long as they are renewed', async () => {
    const lease = fresh();
    const first = (await leases.acquire(lease, MINUTE))!;
    clock.move(MINUTE - 1);
    expect(await first.renew()).toBe(true);
    clock.move(MINUTE - 1);
    expect(await leases.acquire(lease, MINUTE)).toBeUndefined();
    await first.release();
    expect(await first.renew()).toBe(false);
    expect(await leases.acquire(lease, MINUTE)).toBeDefined();
  });

  it('renew themselves while they are kept, and tell when they were lost', async () => {
    const lease = fresh();
    const kept = (await leases.acquire(lease, 300))!;
    const lost = kept.keep();
    for (let step = 0; step < 4; step += 1) {
      clock.move(200);
      await vi.waitFor(async () => expect(await expiryOf(lease)).toBe(clock.now().getTime() + 300));
      expect(await leases.acquire(lease, 300)).toBeUndefined();
    }
    expect(lost.aborted).toBe(false);
    clock.move(300);
    // The other one may have to try more than once: the first renews all the time.
    const thief = await vi.waitFor(async () => {
      clock.move(300);
      const taken = await leases.acquire(lease, MINUTE);
      expect(taken).toBeDefined();
      return taken!;
    });
    await vi.waitFor(() => expect(lost.aborted).toBe(true));
    expect(thief.fence).toBe(kept.fence + 1);
  });

  it('count as lost when the database does not answer for their time', async () => {
    const options = { ...dataSourceOptions(desk.settings), entities: [] };
    const gone = await createDataSource(options).initialize();
    const lease = (await new Leases(new Database(gone), clock).acquire(fresh(), 400))!;
    const lost = lease.keep();
    await gone.destroy();
    await setTimeout(200);
    expect(lost.aborted).toBe(false);
    await vi.waitFor(() => expect(lost.aborted).toBe(true));
  });

  async function expiryOf(lease: string): Promise<number> {
    const [row] = await desk.database.query<{ expiresAt: string }>(
      'select expiresAt from leases where name = ?',
      [lease],
    );
    return Date.parse(`${row!.expiresAt.replace(' ', 'T')}Z`);
  }
});
