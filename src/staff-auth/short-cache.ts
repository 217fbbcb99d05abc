import type { Clock } from '../common/clock.js';

/** What another process changed is seen within this time; what this one changed, at once. */
const TTL_MS = 5_000;
const ENTRIES_MAX = 10_000;

interface Entry<V> {
  value: Promise<V | undefined>;
  /** What that came to. */
  found?: V;
  until: number;
}

/** Remembers look-ups of the guard for five seconds. Nothing found is not remembered. */
export class ShortCache<V> {
  private readonly entries = new Map<string, Entry<V>>();

  constructor(private readonly clock: Clock) {}

  get(key: string, load: () => Promise<V | undefined>): Promise<V | undefined> {
    const now = this.clock.now().getTime();
    const known = this.entries.get(key);
    if (known && known.until > now) return known.value;
    const entry: Entry<V> = { value: load(), until: now + TTL_MS };
    if (this.entries.size >= ENTRIES_MAX) this.entries.clear();
    this.entries.set(key, entry);
    const forget = (): void => {
      if (this.entries.get(key) === entry) this.entries.delete(key);
    };
    const keep = (value: V | undefined): void => {
      if (value === undefined) forget();
      else entry.found = value;
    };
    entry.value.then(keep, forget);
    return entry.value;
  }

  /** What is remembered, at once; undefined: it has to be looked up. */
  recall(key: string): V | undefined {
    const known = this.entries.get(key);
    return known && known.until > this.clock.now().getTime() ? known.found : undefined;
  }

  clear(): void {
    this.entries.clear();
  }
}
