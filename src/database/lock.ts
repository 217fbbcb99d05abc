/** First come, first served. Who waits longer than `timeoutMs` gets an error instead of the lock. */
export class Lock {
  private held = false;
  private readonly waiting: (() => void)[] = [];

  constructor(
    private readonly timeoutMs: number,
    private readonly timeoutMessage: string,
  ) {}

  /** Resolves to the function that gives the lock back; calling that twice does nothing. */
  acquire(): Promise<() => void> {
    if (!this.held) return Promise.resolve(this.handOver());
    return new Promise((resolve, reject) => {
      const grant = (): void => {
        clearTimeout(timer);
        resolve(this.handOver());
      };
      const timer = setTimeout(() => {
        this.waiting.splice(this.waiting.indexOf(grant), 1);
        reject(new Error(this.timeoutMessage));
      }, this.timeoutMs);
      this.waiting.push(grant);
    });
  }

  private handOver(): () => void {
    this.held = true;
    let returned = false;
    return () => {
      if (returned) return;
      returned = true;
      const next = this.waiting.shift();
      if (next) next();
      else this.held = false;
    };
  }
}
