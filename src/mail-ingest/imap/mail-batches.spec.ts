import { expect, it } from 'vitest';
import { batchesOf } from './mail-batches.js';
import { Suspects } from './suspects.js';

const mails = (...sizes: number[]) => sizes.map((size, at) => ({ uid: at + 1, size, arrivedAt: new Date() }));
const uids = (batches: Iterable<{ uid: number }[]>): number[][] =>
  [...batches].map((batch) => batch.map(({ uid }) => uid));
const MB = 1_048_576;

it('reads small mails in flocks of fifty', () => {
  const batches = uids(batchesOf(mails(...Array<number>(120).fill(4_000)), new Suspects()));
  expect(batches.map(({ length }) => length)).toEqual([50, 50, 20]);
  expect(batches.flat()).toEqual(Array.from({ length: 120 }, (_, at) => at + 1));
});

it('reads large mails alone, and holds few megabytes at a time, in the order of the folder', () => {
  const sizes = [1_000, 20 * MB, 1_000, MB, MB, MB, MB, 2 * MB];
  expect(uids(batchesOf(mails(...sizes), new Suspects()))).toEqual([[1], [2], [3, 4, 5, 6], [7], [8]]);
});

it('reads suspects alone in their order, and those that failed alone after all others, and later', () => {
  const suspects = new Suspects();
  suspects.note([2, 3]);
  suspects.note([3]);
  expect(uids(batchesOf(mails(1, 1, 1, 1), suspects))).toEqual([[1], [2], [4]]);
  expect(suspects.waiting).toEqual([3]);
});

it('reads again at once, and alone, what could not be read with its flock: no answer overtakes its question', () => {
  const suspects = new Suspects();
  const batches = batchesOf(mails(1, 1, 1, 2 * MB), suspects);
  expect(uids([batches.next().value!])).toEqual([[1, 2, 3]]);
  suspects.note([2, 3]);
  expect(uids([batches.next().value!])).toEqual([[2]]);
  suspects.note([2]);
  expect(uids(batches)).toEqual([[3], [4]]);
});

it('forgets suspects that were read, and all of them when the folder is numbered anew', () => {
  const suspects = new Suspects();
  suspects.areOf(7);
  suspects.note([1, 2]);
  suspects.acquit([1]);
  expect([suspects.has(1), suspects.has(2)]).toEqual([false, true]);
  suspects.areOf(7);
  expect(suspects.has(2)).toBe(true);
  suspects.areOf(8);
  expect(suspects.has(2)).toBe(false);
});
