/**
 * Look-ups that are made at the same time, made together: keys that are asked for before the next turn of the event loop
 * go into one call of `load`, whose answers are given to each in turn.
 */
export class JointLookup<K, V> {
  private waiting?: { keys: Set<K>; answers: Promise<ReadonlyMap<K, V>> };

  constructor(private readonly load: (keys: K[]) => Promise<ReadonlyMap<K, V>>) {}

  /** Undefined: `load` said nothing of this key. */
  async get(key: K): Promise<V | undefined> {
    this.waiting ??= this.gather();
    const { keys, answers } = this.waiting;
    keys.add(key);
    return (await answers).get(key);
  }

  private gather(): { keys: Set<K>; answers: Promise<ReadonlyMap<K, V>> } {
    const keys = new Set<K>();
    const answers = new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
      this.waiting = undefined;
      return this.load([...keys]);
    });
    return { keys, answers };
  }
}
