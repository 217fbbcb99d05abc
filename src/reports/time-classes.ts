import { classStart } from '../tickets/ticket-tallies.js';

/** How many times fall into a class. */
export interface ClassCount {
  class: number;
  number: number;
}

/**
 * The time, in seconds, that this share of all is not longer than; null: there are none. Times are counted by classes, each
 * a fifth wider than the one before: within one they are taken to be spread evenly.
 */
export function percentile(counts: readonly ClassCount[], share: number): number | null {
  const total = counts.reduce((sum, { number }) => sum + number, 0);
  if (total <= 0) return null;
  let left = total * share;
  for (const { class: index, number } of counts.toSorted((a, b) => a.class - b.class)) {
    if (left <= number) {
      const [start, end] = [classStart(index), classStart(index + 1)];
      return Math.round(start + ((end - start) * left) / number);
    }
    left -= number;
  }
  return null;
}
