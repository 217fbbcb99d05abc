import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { AppError } from '../common/errors.js';
import { VERSION } from '../common/version.js';
import { ANSWER_MAX_BYTES, receive, send, type CommandAnswer } from './command-wire.js';
import type { CommandName } from './commands.js';
import type { Output } from './output.js';

/** Nobody listens there: no socket, or one that a killed process left behind. */
const NOBODY = ['ENOENT', 'ECONNREFUSED'];

/** A connection to the running desk; undefined when none listens. */
export async function connectToDesk(path: string): Promise<Socket | undefined> {
  const socket = connect(path);
  try {
    await once(socket, 'connect');
    return socket;
  } catch (error) {
    if (NOBODY.includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}

/**
 * Has the running desk run a command; what it says is said here.
 * @returns the command's exit code.
 * @throws AppError `desk.gone` when the desk ends before the command does.
 */
export async function handOver(
  socket: Socket,
  command: CommandName,
  input: unknown,
  out: Output,
): Promise<number> {
  try {
    send(socket, { version: VERSION, command, input, locale: out.locale });
    for await (const answer of receive<CommandAnswer>(socket, ANSWER_MAX_BYTES)) {
      if ('exit' in answer) return answer.exit;
      if ('line' in answer) out.line(answer.line);
      else out.note(answer.note);
    }
    throw new AppError('conflict', 'desk.gone');
  } finally {
    socket.destroy();
  }
}
