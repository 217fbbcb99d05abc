import { setTimeout } from 'node:timers/promises';
import { ConsoleLogger, type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AppModule } from '../app.module.js';
import { AppError } from '../common/errors.js';
import type { Config } from '../config/config.js';
import { loadConfig } from '../config/load-config.js';
import { acquireProcessLock } from '../database/process-lock.js';
import { connectToDesk, handOver } from './command-client.js';
import { perform, type CommandInput, type CommandName } from './commands.js';
import type { Output } from './output.js';
import { socketPath } from './socket-path.js';

/** A desk that starts or stops, or another command, has the folder without listening. */
const WAIT_MS = 15_000;
const ASK_AGAIN_MS = 100;

/**
 * Runs a command where the database is: in the running server when it has the embedded one, else here.
 * @returns the exit code.
 */
export async function runOnDesk<N extends CommandName>(
  name: N,
  input: CommandInput<N>,
  out: Output,
): Promise<number> {
  const config = loadConfig();
  if (config.databaseUrl) return runHere(config, name, input, out);
  for (const end = Date.now() + WAIT_MS; ; await setTimeout(ASK_AGAIN_MS)) {
    const lock = tryProcessLock(config.dataDir, Date.now() > end);
    if (lock) return runHere(config, name, input, out).finally(lock);
    const desk = await connectToDesk(socketPath(config.dataDir));
    if (desk) return handOver(desk, name, input, out);
  }
}

async function runHere<N extends CommandName>(
  config: Config,
  name: N,
  input: CommandInput<N>,
  out: Output,
): Promise<number> {
  const app = await openDesk(config);
  try {
    return await perform(app, name, input, out);
  } finally {
    await app.close();
  }
}

/** The desk without its doors. Standard output belongs to the command: only errors are logged, to standard error. */
export const openDesk = (config: Config): Promise<INestApplicationContext> =>
  NestFactory.createApplicationContext(AppModule.with(config), {
    logger: new ConsoleLogger({ logLevels: ['error', 'fatal'] }),
    abortOnError: false,
  });

/** Undefined while another process has the folder; then `must` makes that an error. */
export function tryProcessLock(dataDir: string, must: boolean): (() => void) | undefined {
  try {
    return acquireProcessLock(dataDir);
  } catch (error) {
    if (must || !(error instanceof AppError) || error.code !== 'database.in_use') throw error;
    return undefined;
  }
}
