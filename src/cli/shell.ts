import { start, type REPLServer } from 'node:repl';
import type { INestApplicationContext } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { SYSTEM } from '../common/actor.js';
import { loadConfig } from '../config/load-config.js';
import { acquireProcessLock } from '../database/process-lock.js';
import { openDesk } from './desk.js';
import type { Output } from './output.js';

/**
 * A prompt in the application: services by their names, and SYSTEM, who may all.
 * @throws AppError `database.in_use` where a running desk has the embedded database.
 */
export async function shell(out: Output): Promise<void> {
  const config = loadConfig();
  const release = config.databaseUrl ? () => undefined : acquireProcessLock(config.dataDir);
  try {
    const app = await openDesk(config);
    try {
      out.tell('shell.welcome');
      await prompt(app);
    } finally {
      await app.close();
    }
  } finally {
    release();
  }
}

function prompt(app: INestApplicationContext): Promise<void> {
  const repl: REPLServer = start({
    prompt: 'switchdesk> ',
    terminal: process.stdin.isTTY === true,
    ignoreUndefined: true,
  });
  Object.assign(repl.context, servicesOf(app), { app, SYSTEM });
  return new Promise((resolve) => repl.once('exit', resolve));
}

/** Every provider that is a class of ours. */
function servicesOf(app: INestApplicationContext): Record<string, unknown> {
  const services: Record<string, unknown> = {};
  for (const module of app.get(ModulesContainer, { strict: false }).values())
    for (const { name, instance, metatype } of module.providers.values())
      if (typeof metatype === 'function' && typeof instance === 'object' && instance !== null)
        services[String(name)] ??= instance as unknown;
  return services;
}
