import { setTimeout } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';

/** Work that goes on for as long as the process serves. */
export interface BackgroundWork {
  start(): void | Promise<void>;
  /** Finishes what is in hand, begins nothing more. */
  stop(): Promise<void>;
}

/** How long one of them may take to stop; what it has in hand must be safe to lose by then, for the process ends. */
const GRACE_MS = 10_000;

/**
 * What a desk does besides answering requests: rooms add theirs in `onModuleInit`. `serve` (unless BACKGROUND=off) and
 * `worker` start all of it once they listen and stop it before they end; commands never start it.
 */
@Injectable()
export class Background {
  private readonly logger = new Logger('Background');
  private readonly works = new Map<string, BackgroundWork>();
  private started: [name: string, work: BackgroundWork][] = [];

  add(name: string, work: BackgroundWork): void {
    if (this.works.has(name)) throw new Error(`The background work "${name}" is there already.`);
    this.works.set(name, work);
  }

  get isRunning(): boolean {
    return this.started.length > 0;
  }

  /** One after the other, in the order they were added; an error of one is the error of the start. */
  async start(): Promise<void> {
    for (const [name, work] of this.works) {
      await work.start();
      this.started.push([name, work]);
    }
  }

  /** All at once; one that fails or does not end in time is logged and left. */
  async stop(): Promise<void> {
    const works = this.started;
    this.started = [];
    await Promise.all(works.map(([name, work]) => this.stopOne(name, work)));
  }

  private async stopOne(name: string, work: BackgroundWork): Promise<void> {
    const late = setTimeout(GRACE_MS, `takes longer than ${GRACE_MS} ms`, { ref: false });
    const stopped = work.stop().catch((error: unknown) => String(error));
    const fault = await Promise.race([stopped, late]);
    if (fault) this.logger.error(`"${name}" did not stop: ${fault}`);
  }
}
