import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { Logger, type INestApplicationContext } from '@nestjs/common';
import { VERSION } from '../common/version.js';
import { COMMANDS, perform, type CommandInput, type CommandName } from './commands.js';
import { Output } from './output.js';
import { REQUEST_MAX_BYTES, receive, send, type CommandAnswer, type CommandRequest } from './command-wire.js';

const CONNECTIONS_MAX = 16;
/** From the connection to the end of the request; a command then takes the time it takes. */
const REQUEST_MS = 60_000;
/** How long commands that run may take when the desk stops. */
const GRACE_MS = 10_000;

const logger = new Logger('Commands');

/**
 * Runs commands of other processes inside this one, which has the process lock of the data folder.
 * @returns the function that takes no more commands and waits, within bounds, for those that run.
 */
export async function openCommandSocket(
  app: INestApplicationContext,
  path: string,
): Promise<() => Promise<void>> {
  /** Those whose request has not come yet: nothing is lost when they are turned away. */
  const silent = new Set<Socket>();
  const server = createServer((socket) => {
    silent.add(socket);
    socket.setTimeout(REQUEST_MS, () => socket.destroy());
    // A client that goes away is no fault of ours; what it asked for is finished all the same.
    socket.on('error', () => undefined);
    socket.on('close', () => silent.delete(socket));
    void serveOne(app, socket, () => silent.delete(socket));
  });
  server.maxConnections = CONNECTIONS_MAX;
  await listenPrivately(server, path);
  return async () => {
    const closed = once(server, 'close');
    server.close();
    for (const socket of silent) socket.destroy();
    await Promise.race([closed, setTimeout(GRACE_MS, undefined, { ref: false })]);
  };
}

/** The lock is ours, so a socket that is there already was left by a process that was killed. */
export async function listenPrivately(server: Server, path: string): Promise<void> {
  if (process.platform === 'win32') {
    await once(server.listen(path), 'listening');
    return;
  }
  rmSync(path, { force: true });
  const umask = process.umask(0o177);
  try {
    server.listen(path);
  } finally {
    process.umask(umask);
  }
  await once(server, 'listening');
}

async function serveOne(app: INestApplicationContext, socket: Socket, onRequest: () => void): Promise<void> {
  const say = (answer: CommandAnswer): void => {
    if (socket.writable) send(socket, answer);
  };
  try {
    for await (const request of receive<CommandRequest>(socket, REQUEST_MAX_BYTES)) {
      onRequest();
      socket.setTimeout(0);
      say({ exit: await answer(app, request, say) });
      break;
    }
  } catch (error) {
    logger.warn(`A command could not be read: ${String(error)}`);
  } finally {
    socket.destroySoon();
  }
}

function answer(
  app: INestApplicationContext,
  { version, command, input, locale }: CommandRequest,
  say: (answer: CommandAnswer) => void,
): Promise<number> | number {
  const out = new Output({ line: (line) => say({ line }), note: (note) => say({ note }) }, locale);
  if (version === VERSION && Object.hasOwn(COMMANDS, command))
    return perform(app, command, input as CommandInput<CommandName>, out);
  out.tell('other_version', { desk: VERSION, command: version });
  return 1;
}
