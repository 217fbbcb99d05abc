interface Pace {
  /** Wake-up calls come in flocks: those within this time are one. */
  gatherMs: number;
  /** Without a call, the work is looked at this often. */
  idleMs: number;
}

/**
 * Work that is looked at soon after somebody says there is some, else now and then; never twice at once. `look` may
 * return how soon, in milliseconds, it wants to be called again.
 */
export class Wakeable {
  private timer?: NodeJS.Timeout;
  /** When the timer ends. */
  private due = Infinity;
  private looking?: Promise<void>;
  private wokenWhileLooking = false;
  private stopped = true;
  private stopping = false;

  constructor(
    private readonly look: () => Promise<number | undefined>,
    private readonly pace: Pace,
    private readonly onFault: (error: unknown) => void,
  ) {}

  /** `look` begins nothing new then. */
  get isStopping(): boolean {
    return this.stopping;
  }

  start(): void {
    this.stopped = false;
    this.stopping = false;
    this.wake();
  }

  /** Resolves when what is being looked at has been. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.stopping = true;
    clearTimeout(this.timer);
    this.due = Infinity;
    await this.looking;
  }

  wake(): void {
    if (this.looking) this.wokenWhileLooking = true;
    else this.runIn(this.pace.gatherMs);
  }

  private runIn(milliseconds: number): void {
    if (this.stopped) return;
    const due = performance.now() + milliseconds;
    // Never later than it is due already: calls that keep coming must not put it off for ever.
    if (due >= this.due) return;
    clearTimeout(this.timer);
    this.due = due;
    this.timer = setTimeout(() => this.run(), milliseconds).unref();
  }

  private run(): void {
    this.due = Infinity;
    this.wokenWhileLooking = false;
    let again: number | undefined;
    this.looking = this.look()
      .then((soon) => void (again = soon))
      .catch(this.onFault)
      .finally(() => {
        this.looking = undefined;
        this.runIn(this.wokenWhileLooking ? this.pace.gatherMs : (again ?? this.pace.idleMs));
      });
  }
}
