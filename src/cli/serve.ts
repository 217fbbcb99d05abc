import { documentsOf } from '../app.module.js';
import type { Config } from '../config/config.js';
import { loadConfig } from '../config/load-config.js';
import { acquireProcessLock } from '../database/process-lock.js';
import { Background } from '../jobs/background.js';
import { StaffImportService } from '../staff-auth/staff-import.service.js';
import { openCommandSocket } from './command-server.js';
import { stopOnSignal } from './graceful-stop.js';
import { mailSocketOf } from './mail-socket-path.js';
import { openMailSocket } from './mail-socket.js';
import type { Output } from './output.js';
import { announce, createServer, listen, stopServer, type Server } from './server.js';
import { socketPath } from './socket-path.js';

/** Starts the desk and returns; `given` wins over the environment. SIGTERM or SIGINT stops it gracefully and ends the process. */
export async function serve(out: Output, given: Record<string, string> = {}): Promise<void> {
  const config = loadConfig(given);
  const release = config.databaseUrl === '' ? acquireProcessLock(config.dataDir) : () => undefined;
  const app = await createServer(config, documentsOf(config));
  // First of all: a start that fails for a taken port has made and told nothing.
  const nowReady = await listen(app, config);
  await createFirstAdministrator(app, config, out);
  const closeSockets = await openSockets(app, config);
  if (config.background) await app.get(Background).start();
  stopOnSignal(async () => {
    out.say('serve.stopping');
    await Promise.all([stopServer(app), closeSockets()]);
    await app.close();
    release();
  });
  nowReady();
  const places = (here: string): string[] => {
    const desk = config.publicUrl || here;
    return [
      out.words('place.api', { address: `${desk}/api/v1` }),
      out.words('place.docs', { address: `${desk}/docs` }),
    ];
  };
  announce(app, config, 'Switchdesk', places, out);
}

/** For commands, where this process alone may touch the database; for mails, there and where a place is named. */
async function openSockets(app: Server, config: Config): Promise<() => Promise<unknown>> {
  const embedded = config.databaseUrl === '';
  const closing = [
    ...(embedded ? [await openCommandSocket(app, socketPath(config.dataDir))] : []),
    ...(embedded || config.mailSocket
      ? [await openMailSocket(app, mailSocketOf(config), config.mailSocketGroup)]
      : []),
  ];
  return () => Promise.all(closing.map((close) => close()));
}

async function createFirstAdministrator(app: Server, config: Config, out: Output): Promise<void> {
  const first = await app.get(StaffImportService).createFirstAdministrator(config.adminPassword);
  if (!first) return;
  out.say('first_administrator', { username: first.username });
  if (config.adminPassword === undefined) out.say('password', { password: first.password });
  else out.say('password_of_environment');
}
