import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';

/** What a mail brings along; the rest of the conversation is the mail itself. */
export interface MailOffer {
  /** Address of the mailbox it is for; absent: found by the mail's own headers. */
  mailbox?: string;
}

/** `stored` is the ledger's id; a refusal says why, and the mail transfer agent keeps the mail. */
export type MailAnswer = { stored: number; outcome: string } | { refused: string };

const LENGTH_BYTES = 4;
export const OFFER_MAX_BYTES = 4096;
const CHUNK_MAX_BYTES = 1024 * 1024;

/**
 * Frames: four bytes of length and so many bytes; an empty frame ends the mail. A sender that is killed half-way closes
 * its socket just as one that has finished, so only the empty frame tells a whole mail from half of one.
 */
export async function sendMail(socket: Writable, offer: MailOffer, mail: Readable): Promise<void> {
  await sendFrame(socket, Buffer.from(JSON.stringify(offer)));
  for await (const chunk of mail as AsyncIterable<Buffer>)
    for (let start = 0; start < chunk.length; start += CHUNK_MAX_BYTES)
      await sendFrame(socket, chunk.subarray(start, start + CHUNK_MAX_BYTES));
  await sendFrame(socket, Buffer.alloc(0));
}

async function sendFrame(socket: Writable, content: Buffer): Promise<void> {
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32BE(content.length);
  socket.write(length);
  if (!socket.write(content)) await once(socket, 'drain');
}

/** @throws Error for a frame that is too long, and for a sender that goes away before the empty frame. */
export async function* receiveFrames(socket: Readable): AsyncGenerator<Buffer> {
  let pending: Buffer = Buffer.alloc(0);
  for await (const chunk of socket.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    pending = pending.length ? Buffer.concat([pending, chunk]) : chunk;
    while (pending.length >= LENGTH_BYTES) {
      const length = pending.readUInt32BE();
      if (length > CHUNK_MAX_BYTES) throw new Error(`A frame is longer than ${CHUNK_MAX_BYTES} bytes.`);
      if (pending.length < LENGTH_BYTES + length) break;
      if (length === 0) return;
      yield pending.subarray(LENGTH_BYTES, LENGTH_BYTES + length);
      pending = pending.subarray(LENGTH_BYTES + length);
    }
  }
  throw new Error('The sender went away before the mail had ended.');
}
