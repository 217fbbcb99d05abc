import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addToCounters, readCounters, sumCounters } from '../../../src/database/counters.js';
import { FLAVOURS, openDatabase, type OpenDatabase } from '../../support/database.js';

describe.each(FLAVOURS)('counters on %s', (flavour) => {
  let desk: OpenDatabase;
  beforeAll(async () => {
    desk = await openDatabase(flavour, { entities: [] });
  });
  afterAll(() => desk.close());

  const add = (changes: Record<string, number>) =>
    desk.database.transaction((tx) => addToCounters(tx, changes));

  it('start at 0, go up and down, and are summed by name', async () => {
    await add({ 'open/1': 3, 'open/2': 5, 'closed/1': -1 });
    await add({ 'open/1': -2, 'open/2': 0 });
    await add({});
    expect(await sumCounters(desk.database, ['open/1', 'open/2', 'open/3'])).toBe(6);
    expect(await sumCounters(desk.database, ['closed/1'])).toBe(-1);
    expect(await sumCounters(desk.database, [])).toBe(0);
  });

  it('are read by what stands before the slash', async () => {
    await add({ 'prefix/a': 1, 'prefix/b': -2, 'prefix-other/a': 3, prefix: 4, prefixes: 5 });
    expect(Object.fromEntries(await readCounters(desk.database, 'prefix/'))).toEqual({
      'prefix/a': 1,
      'prefix/b': -2,
    });
  });

  it('tell names apart that differ only in case', async () => {
    await add({ tag: 1, Tag: 2 });
    expect(await sumCounters(desk.database, ['tag'])).toBe(1);
  });

  it('lose nothing when many transactions move the same ones', async () => {
    const moves = Array.from({ length: 100 }, (_, n) =>
      n % 2 ? add({ 'hot/a': 1, 'hot/b': 2 }) : add({ 'hot/b': 2, 'hot/a': 1 }),
    );
    await Promise.all(moves);
    expect(await sumCounters(desk.database, ['hot/a'])).toBe(100);
    expect(await sumCounters(desk.database, ['hot/b'])).toBe(200);
  });
});
