import type { AddressInfo } from 'node:net';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule, documentsOf } from '../app.module.js';
import { VERSION } from '../common/version.js';
import type { Config } from '../config/config.js';
import { loadConfig } from '../config/load-config.js';
import { acquireProcessLock } from '../database/process-lock.js';
import { NestLogger, createLogger } from '../http/logger.js';
import { createAdapter, prepare } from '../http/server.js';
import { Background } from '../jobs/background.js';
import { StaffImportService } from '../staff-auth/staff-import.service.js';
import { openCommandSocket } from './command-server.js';
import { mailSocketOf } from './mail-socket-path.js';
import { openMailSocket } from './mail-socket.js';
import { finishRequests, stopOnSignal } from './graceful-stop.js';
import type { Output } from './output.js';
import { socketPath } from './socket-path.js';

/** Starts the desk and returns; SIGTERM or SIGINT stops it gracefully and ends the process. */
export async function serve(out: Output): Promise<void> {
  const config = loadConfig();
  const embedded = config.databaseUrl === '';
  const release = embedded ? acquireProcessLock(config.dataDir) : () => undefined;
  const app = await createApp(config);
  await app.init();
  await createFirstAdministrator(app, config, out);
  await app.listen(config.port, config.host);
  const background = app.get(Background);
  if (config.background) await background.start();
  const closeSockets = await openSockets(app, config);
  stopOnSignal(async () => {
    out.line('Stopping: what has come is finished first.');
    await Promise.all([finishRequests(app.getHttpServer()), closeSockets(), background.stop()]);
    await app.close();
    release();
  });
  announce(app, config, out);
}

/** For commands, where this process alone may touch the database; for mails, there and where a place is named. */
async function openSockets(app: NestFastifyApplication, config: Config): Promise<() => Promise<unknown>> {
  const embedded = config.databaseUrl === '';
  const closing = [
    ...(embedded ? [await openCommandSocket(app, socketPath(config.dataDir))] : []),
    ...(embedded || config.mailSocket
      ? [await openMailSocket(app, mailSocketOf(config), config.mailSocketGroup)]
      : []),
  ];
  return () => Promise.all(closing.map((close) => close()));
}

async function createApp(config: Config): Promise<NestFastifyApplication> {
  const logger = createLogger(config.logLevel);
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.with(config),
    createAdapter(config),
    { bodyParser: false, logger: new NestLogger(logger), abortOnError: false },
  );
  await prepare(app, config, documentsOf(config), logger);
  return app;
}

async function createFirstAdministrator(
  app: NestFastifyApplication,
  config: Config,
  out: Output,
): Promise<void> {
  const first = await app.get(StaffImportService).createFirstAdministrator(config.adminPassword);
  if (!first) return;
  out.line(`The first administrator is "${first.username}".`);
  out.line(
    config.adminPassword === undefined
      ? `The password, shown only now: ${first.password}`
      : 'The password is that of ADMIN_PASSWORD.',
  );
}

function announce(app: NestFastifyApplication, config: Config, out: Output): void {
  const { port } = app.getHttpServer().address() as AddressInfo;
  const host = ['0.0.0.0', '::'].includes(config.host) ? 'localhost' : config.host;
  const here = `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
  const desk = config.publicUrl || here;
  out.line(`Switchdesk ${VERSION} listens on ${here}`);
  out.line(`  API   ${desk}/api/v1`);
  out.line(`  Docs  ${desk}/docs`);
  out.line(`  Data  ${whereDataIs(config)}`);
}

/** Without the credentials. */
function whereDataIs({ databaseUrl, dataDir }: Config): string {
  if (!databaseUrl) return dataDir;
  const { protocol, host, pathname } = new URL(databaseUrl);
  return `${protocol}//${host}${pathname}`;
}
