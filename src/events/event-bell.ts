import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Database } from '../database/database.js';

/** How soon those who wait hear of events that another process has numbered. */
const LOOK_MS = 1_000;

/** Rings when there are new events in the feed, whichever process they come from. */
@Injectable()
export class EventBell implements OnModuleDestroy {
  private readonly waiting = new Set<() => void>();
  private timer?: NodeJS.Timeout;
  private last = 0;

  constructor(private readonly database: Database) {}

  onModuleDestroy(): void {
    clearInterval(this.timer);
    this.ring();
  }

  /** The number of the newest event in the feed; 0 without one. */
  async latest(): Promise<number> {
    const [row] = await this.database.query<{ last: number | null }>(
      'select max(number) as last from events',
    );
    return row?.last ?? 0;
  }

  ring(): void {
    for (const wake of this.waiting) wake();
  }

  /** Resolves at the next ring, when it is aborted, or after that time: true when it rang. */
  wait(milliseconds: number, signal: AbortSignal): Promise<boolean> {
    return new Promise((resolve) => {
      const end = (rang: boolean): void => {
        clearTimeout(late);
        signal.removeEventListener('abort', aborted);
        this.waiting.delete(rung);
        if (!this.waiting.size) this.rest();
        resolve(rang);
      };
      const rung = (): void => end(true);
      const aborted = (): void => end(false);
      const late = setTimeout(() => end(false), milliseconds).unref();
      signal.addEventListener('abort', aborted);
      this.waiting.add(rung);
      // Nobody waits, nobody looks.
      this.timer ??= setInterval(() => void this.look(), LOOK_MS).unref();
      if (signal.aborted) end(false);
    });
  }

  private rest(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }

  private async look(): Promise<void> {
    // While the database does not answer there is nothing to hear.
    const latest = await this.latest().catch(() => this.last);
    if (latest === this.last) return;
    this.last = latest;
    this.ring();
  }
}
