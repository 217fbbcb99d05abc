/** Waits after the first, second … failure to read a mail; the last one repeats. */
const LADDER_MS = [0, 30_000, 120_000, 600_000, 3_600_000];

interface Suspect {
  failures: number;
  notBefore: number;
}

/**
 * Mails that were being read when something went wrong. Most are innocent, but one that its server cannot hand out must
 * not stand in the way of the others: suspects are read alone, in their order, and those that fail again after the rest,
 * waiting longer each time. None is ever given up. Kept in memory: a new process tries them all at once.
 */
export class Suspects {
  private readonly mails = new Map<number, Suspect>();
  private uidValidity?: number;

  /** Said before each look: a folder that was numbered anew has other mails under the same UIDs. */
  areOf(uidValidity: number): void {
    if (uidValidity !== this.uidValidity) this.mails.clear();
    this.uidValidity = uidValidity;
  }

  note(uids: readonly number[]): void {
    for (const uid of uids) {
      const failures = (this.mails.get(uid)?.failures ?? 0) + 1;
      const wait = LADDER_MS[Math.min(failures, LADDER_MS.length) - 1]!;
      this.mails.set(uid, { failures, notBefore: performance.now() + wait });
    }
  }

  acquit(uids: Iterable<number>): void {
    for (const uid of uids) this.mails.delete(uid);
  }

  has(uid: number): boolean {
    return this.mails.has(uid);
  }

  /** It was no other mail's fault. */
  failedAlone(uid: number): boolean {
    return (this.mails.get(uid)?.failures ?? 0) > 1;
  }

  mustWait(uid: number): boolean {
    return (this.mails.get(uid)?.notBefore ?? 0) > performance.now();
  }

  /** Those that failed again, alone. */
  get waiting(): number[] {
    return [...this.mails].filter(([, { failures }]) => failures > 1).map(([uid]) => uid);
  }
}
