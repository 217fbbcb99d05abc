import { parentPort } from 'node:worker_threads';
import { storeBody, type StoredBody } from './message-body.js';
import type { MessageFormat } from './message.entity.js';
import { MessageTooLarge } from './message.errors.js';

/** The thread of `BodyForms`: takes a body, answers with its forms; null when they are too large. */
parentPort!.on('message', ({ format, body }: { format: MessageFormat; body: string }) => {
  parentPort!.postMessage(formsOf(format, body));
});

function formsOf(format: MessageFormat, body: string): StoredBody | null {
  try {
    return storeBody(format, body);
  } catch (error) {
    if (error instanceof MessageTooLarge) return null;
    throw error;
  }
}
