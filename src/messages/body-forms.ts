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
/** Its garbage is short-lived, and a larger nursery would only hold it longer. */
const YOUNG_MAX_MB = 8;
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
    const worker = (this.worker ??= start(file));
    worker.ref();
    this.idle?.refresh();
    try {
      const forms = await answerOf(worker, { format, body });
      if (forms === undefined) await this.end();
      if (!forms) throw new MessageTooLarge();
      return forms;
    } catch (error) {
      if (!(error instanceof MessageTooLarge)) await this.end();
      throw isOutOfMemory(error) ? new MessageTooLarge() : error;
    } finally {
      worker.unref();
      this.idle ??= setTimeout(() => void this.end(), IDLE_MS).unref();
      this.idle.refresh();
    }
  }

  private async end(): Promise<void> {
    clearTimeout(this.idle);
    this.idle = undefined;
    const { worker } = this;
    this.worker = undefined;
    await worker?.terminate();
  }
}

function start(file: string): Worker {
  const worker = new Worker(file, {
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_MAX_MB, maxYoungGenerationSizeMb: YOUNG_MAX_MB },
  });
  // Errors are awaited by whoever has a body in hand; without a listener of its own one would end the process.
  worker.on('error', () => undefined);
  return worker;
}

/** Undefined: it takes too long, or the thread ended by itself; null: the forms are too large. @throws what ended the thread */
function answerOf(
  worker: Worker,
  question: { format: MessageFormat; body: string },
): Promise<StoredBody | null | undefined> {
  return new Promise((resolve, reject) => {
    const settle = (end: () => void): void => {
      clearTimeout(late);
      worker.off('message', answer).off('error', fail).off('exit', leave);
      end();
    };
    const answer = (forms: StoredBody | null): void => settle(() => resolve(forms));
    const fail = (error: Error): void => settle(() => reject(error));
    const leave = (): void => settle(() => resolve(undefined));
    const late = setTimeout(leave, TIME_MAX_MS).unref();
    worker.on('message', answer).on('error', fail).on('exit', leave);
    worker.postMessage(question);
  });
}

const isOutOfMemory = (error: unknown): boolean =>
  (error as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY';
