import { chmodSync, chownSync } from 'node:fs';
import type { Server, Socket } from 'node:net';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { Readable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { Logger, type INestApplicationContext } from '@nestjs/common';
import { ENGLISH } from '../common/locales.js';
import { PipeService } from '../mail-ingest/pipe/pipe.service.js';
import { listenPrivately } from './command-server.js';
import { explain } from './failure.js';
import { type MailAnswer, type MailOffer, OFFER_MAX_BYTES, receiveFrames } from './mail-wire.js';

/** More than these wait in the kernel's queue, and then at the mail transfer agent. */
const CONNECTIONS_MAX = 64;
/** A sender that says nothing for so long is gone. */
const SILENCE_MS = 60_000;
const GRACE_MS = 10_000;

const logger = new Logger('Mail socket');

/**
 * Takes mails of other processes, and nothing else: the mail transfer agent's account may reach it (`group`), for it
 * can hand mails over to the desk anyway.
 * @returns the function that takes no more mails and waits, within bounds, for those that are under way.
 */
export async function openMailSocket(
  app: INestApplicationContext,
  path: string,
  group: number | undefined,
): Promise<() => Promise<void>> {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.setTimeout(SILENCE_MS, () => socket.destroy());
    socket.on('error', () => undefined);
    void serveOne(app.get(PipeService), socket);
  });
  server.maxConnections = CONNECTIONS_MAX;
  await listenPrivately(server, path);
  if (group !== undefined) openTo(group, path);
  return () => finish(server);
}

function openTo(group: number, path: string): void {
  chownSync(path, process.getuid!(), group);
  chmodSync(path, 0o660);
}

async function finish(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  await Promise.race([closed, setTimeout(GRACE_MS, undefined, { ref: false })]);
}

async function serveOne(pipe: PipeService, socket: Socket): Promise<void> {
  const answer = await take(pipe, socket).catch((error: unknown): MailAnswer => {
    logger.warn(`A mail was not taken: ${explain(error, ENGLISH)}`);
    return { refused: error instanceof Error ? error.message : String(error) };
  });
  socket.end(JSON.stringify(answer), () => socket.destroy());
}

async function take(pipe: PipeService, socket: Socket): Promise<MailAnswer> {
  const frames = receiveFrames(socket);
  const { value } = await frames.next();
  const { id, outcome } = await pipe.take(Readable.from(frames, { objectMode: false }), readOffer(value));
  return { stored: id, outcome };
}

function readOffer(frame: Buffer | undefined | void): MailOffer {
  if (!frame || frame.length > OFFER_MAX_BYTES) throw new Error('The mail was not announced.');
  const { mailbox } = JSON.parse(frame.toString('utf8')) as MailOffer;
  return typeof mailbox === 'string' ? { mailbox } : {};
}
