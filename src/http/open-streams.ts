import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import type { Actor } from '../common/actor.js';
import { AppError } from '../common/errors.js';

const STREAMS_MAX = 200;
const STREAMS_OF_CALLER_MAX = 10;
const RETRY_AFTER_SECONDS = 10;

export class TooManyStreams extends AppError {
  constructor() {
    super('limited', 'events.too_many_streams', {
      retryAfterSeconds: RETRY_AFTER_SECONDS,
    });
  }
}

/** Answers that go on until somebody ends them: no more than the process can serve, and none when it stops. */
@Injectable()
export class OpenStreams {
  private readonly open = new Map<Readable, { caller: string; end: AbortController }>();
  private stopped = false;

  /**
   * A stream of what `parts` makes, at the pace of its reader. The signal is aborted when the reader has gone or the process
   * stops: the parts must come to their end then.
   * @throws TooManyStreams
   */
  stream(actor: Actor, parts: (signal: AbortSignal) => AsyncIterable<string>): Readable {
    const caller = `${actor.kind}:${actor.id}`;
    const ofCaller = [...this.open.values()].filter((one) => one.caller === caller).length;
    if (this.stopped || this.open.size >= STREAMS_MAX || ofCaller >= STREAMS_OF_CALLER_MAX)
      throw new TooManyStreams();
    const end = new AbortController();
    const stream = Readable.from(parts(end.signal), { highWaterMark: 1 });
    this.open.set(stream, { caller, end });
    stream.once('close', () => {
      this.open.delete(stream);
      end.abort();
    });
    return stream;
  }

  /** For good. */
  endAll(): void {
    this.stopped = true;
    for (const { end } of this.open.values()) end.abort();
  }
}
