import { expect, it, vi } from 'vitest';
import { JointLookup } from './joint-lookup.js';

it('asks once for what is asked for at the same time', async () => {
  const load = vi.fn(
    async (keys: number[]) => new Map(keys.filter((key) => key > 1).map((key) => [key, key * 10])),
  );
  const lookup = new JointLookup(load);
  expect(await Promise.all([lookup.get(1), lookup.get(2), lookup.get(3), lookup.get(2)])).toEqual([
    undefined,
    20,
    30,
    20,
  ]);
  expect(await lookup.get(2)).toBe(20);
  expect(load.mock.calls).toEqual([[[1, 2, 3]], [[2]]]);
});

it('fails for all who asked together, and works again for the next', async () => {
  const load = vi.fn(async (keys: number[]) => new Map(keys.map((key) => [key, key])));
  load.mockRejectedValueOnce(new Error('down'));
  const lookup = new JointLookup(load);
  const both = await Promise.allSettled([lookup.get(1), lookup.get(2)]);
  expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(await lookup.get(1)).toBe(1);
});
