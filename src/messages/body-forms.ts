import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { storeBody, type StoredBody } from './message-body.js';
import type { MessageFormat } from './message.entity.js';
import { MessageTooLarge } from './message.errors.js';

/** Undefined where the sources run as they are (in tests): a thread needs built files. */
const WORKER = import.meta.url.endsWith('.js')
  ? fileURLToPath(new URL('../messages/body-worker.js', import.meta.url))
  : undefined;

/** Shorter ones are cleaned faster than handed over. */
const SMALL = 1_024;
/** Honest HTML of a megabyte takes half a second; what takes longer was made to. */
const TIME_MAX_MS = 10_000;
const MEMORY_MAX_MB = 256;
const IDLE_MS = 30_000;

/**
 * Makes bodies their stored forms. Long HTML is cleaned in a thread of its own, one after the other, so that nothing else
 * waits for it; the thread is there while there is work, and is ended when one takes too long.
 */
@Injectable()
export class BodyForms implements OnModuleDestroy {
  private worker?: Worker;
  private queue: Promise<unknown> = Promise.resolve();
  private idle?: NodeJS.Timeout;

  async onModuleDestroy(): Promise<void> {
    await this.end();
  }

  /** @throws MessageTooLarge, also when cleaning takes more time or memory than a message is worth */
  async make(format: MessageFormat, body: string): Promise<StoredBody> {
    if (!WORKER || format === 'text' || body.length <= SMALL) return storeBody(format, body);
    const forms = this.queue.then(() => this.makeInThread(WORKER, format, body));
    this.queue = forms.catch(() => undefined);
    return forms;
  }

  private async makeInThread(file: string, format: MessageFormat, body: string): Promise<StoredBody> {
    clearTimeout(this.idle);
    const worker = (this.worker ??= start(file));
    const waiting = new AbortController();
    const { signal } = waiting;
    worker.ref();
    worker.postMessage({ format, body });
    try {
      // An error of the thread rejects `once`, its end by itself would not.
      const answers = [once(worker, 'message', { signal }), once(worker, 'exit', { signal })];
      const answer = await Promise.race([...answers, sleep(TIME_MAX_MS, undefined, { signal, ref: false })]);
      const forms = answer && typeof answer[0] === 'object' ? (answer[0] as StoredBody | null) : undefined;
      if (forms === undefined) await this.end();
      if (!forms) throw new MessageTooLarge();
      return forms;
    } catch (error) {
      if (!(error instanceof MessageTooLarge)) await this.end();
      throw isOutOfMemory(error) ? new MessageTooLarge() : error;
    } finally {
      waiting.abort();
      worker.unref();
      this.idle = setTimeout(() => void this.end(), IDLE_MS).unref();
    }
  }

  private async end(): Promise<void> {
    clearTimeout(this.idle);
    const { worker } = this;
    this.worker = undefined;
    await worker?.terminate();
  }
}

function start(file: string): Worker {
  const worker = new Worker(file, { resourceLimits: { maxOldGenerationSizeMb: MEMORY_MAX_MB } });
  // Errors are awaited by whoever has a body in hand; without a listener of its own one would end the process.
  worker.on('error', () => undefined);
  return worker;
}

const isOutOfMemory = (error: unknown): boolean =>
  (error as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY';
