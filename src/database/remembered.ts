import type { Invalidations } from './invalidations.js';

/** What was not announced is seen within this time. */
const KEEP_MS = 5_000;

/**
 * Something small of the database that is asked for all the time: read whole, and kept until a change of it is announced
 * by `topic`. Its readers share it, and change nothing of it.
 */
export class Remembered<T> {
  private kept?: { value: Promise<T>; read?: T; until: number };

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
    const kept: typeof this.kept = { value, until: now + KEEP_MS };
    this.kept = kept;
    const keep = (read: T): void => void (kept.read = read);
    value.then(keep, () => {
      if (this.kept === kept) this.forget();
    });
    return value;
  }

  /** What is in memory; undefined: it is being read. For transactions, which wait for no other connection. */
  peek(): T | undefined {
    void this.get().catch(() => undefined);
    return this.kept?.read;
  }

  private forget(): void {
    this.kept = undefined;
  }
}
