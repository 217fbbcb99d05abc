import type { Clock } from '../common/clock.js';

/** What another process changed is seen within this time; what this one changed, at once. */
const TTL_MS = 5_000;
const ENTRIES_MAX = 10_000;

interface Entry<V> {
  value: Promise<V | undefined>;
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
    const entry = { value: load(), until: now + TTL_MS };
    if (this.entries.size >= ENTRIES_MAX) this.entries.clear();
    this.entries.set(key, entry);
    const forget = () => this.entries.get(key) === entry && this.entries.delete(key);
    entry.value.then((value) => value === undefined && forget(), forget);
    return entry.value;
  }

  clear(): void {
    this.entries.clear();
  }
}
