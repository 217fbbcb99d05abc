import type { Invalidations } from './invalidations.js';

/** What was not announced is seen within this time. */
const KEEP_MS = 5_000;

/**
 * Something small of the database that is asked for all the time: read whole, and kept until a change of it is announced
 * by `topic`. Its readers share it, and change nothing of it.
 */
export class Remembered<T> {
  private kept?: { value: Promise<T>; until: number };

  constructor(
    invalidations: Invalidations,
    topic: string,
    private readonly load: () => Promise<T>,
  ) {
    invalidations.listen(topic, () => this.forget());
  }

  get(): Promise<T> {
    const now = performance.now();
    if (this.kept && this.kept.until > now) return this.kept.value;
    const value = this.load();
    const kept = { value, until: now + KEEP_MS };
    this.kept = kept;
    value.catch(() => {
      if (this.kept === kept) this.forget();
    });
    return value;
  }

  private forget(): void {
    this.kept = undefined;
  }
}
