import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SystemClock } from '../../../src/common/clock.js';
import { Invalidations } from '../../../src/database/invalidations.js';
import { FLAVOURS, openDatabase, type OpenDatabase } from '../../support/database.js';

const PATIENCE_MS = 1_000;

describe.each(FLAVOURS)('what processes remember, on %s,', (flavour) => {
  let open: OpenDatabase;
  const processes: Invalidations[] = [];
  /** As many as one likes on one database, as replicas are. */
  async function start(): Promise<{ process: Invalidations; forgotten: string[] }> {
    const process = new Invalidations(open.database, new SystemClock(), open.dataSource);
    const forgotten: string[] = [];
    for (const topic of ['one', 'other']) process.listen(topic, () => void forgotten.push(topic));
    await process.onModuleInit();
    processes.push(process);
    return { process, forgotten };
  }
  const announce = (process: Invalidations, topic: string): Promise<void> =>
    open.database.transaction((tx) => process.announce(tx, topic));

  beforeAll(async () => {
    open = await openDatabase(flavour, { entities: [] });
  });
  afterAll(async () => {
    for (const process of processes) await process.onModuleDestroy();
    await open.close();
  });

  it('is forgotten when the change has committed, and only what it is about', async () => {
    const { process, forgotten } = await start();
    await announce(process, 'one');
    expect(new Set(forgotten)).toEqual(new Set(['one']));
    const failed = open.database.transaction(async (tx) => {
      await process.announce(tx, 'other');
      throw new Error('no change after all');
    });
    await expect(failed).rejects.toThrow('no change after all');
    expect(forgotten).not.toContain('other');
  });

  // The embedded database has one process.
  describe.each(flavour === 'sqlite' ? [] : ['several'])('by %s of them', () => {
    it('is forgotten by all of them before the change is answered', async () => {
      const all = [await start(), await start(), await start()];
      for (const { forgotten } of all) forgotten.length = 0;
      for (const [at, { process }] of all.entries()) {
        const began = performance.now();
        await announce(process, 'other');
        for (const { forgotten } of all)
          expect(forgotten.filter((topic) => topic === 'other').length).toBeGreaterThan(at);
        expect(performance.now() - began).toBeLessThan(PATIENCE_MS);
      }
      await Promise.all(all.map(({ process }) => announce(process, 'one')));
      for (const { forgotten } of all) expect(forgotten).toContain('one');
    });

    it('holds nobody up for long where a process hangs, and not once it is dead', async () => {
      const { process } = await start();
      const row = async (id: string, aliveFor: number): Promise<void> => {
        await open.database.transaction((tx) =>
          tx.query('insert into processes (id, heard, aliveUntil) values (?, 0, ?)', [
            id,
            new Date(Date.now() + aliveFor),
          ]),
        );
      };
      const time = async (): Promise<number> => {
        const began = performance.now();
        await announce(process, 'one');
        return performance.now() - began;
      };
      await row('dead', -1);
      expect(await time()).toBeLessThan(PATIENCE_MS);
      await row('hanging', 2_000);
      const held = await time();
      expect(held).toBeGreaterThanOrEqual(PATIENCE_MS - 50);
      expect(held).toBeLessThan(PATIENCE_MS * 2);
      await setTimeout(1_100);
      expect(await time()).toBeLessThan(PATIENCE_MS);
    });
  });
});
