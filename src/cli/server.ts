import type { AddressInfo } from 'node:net';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { AppModule } from '../app.module.js';
import { freeAllGarbage } from '../common/garbage.js';
import { VERSION } from '../common/version.js';
import type { Config } from '../config/config.js';
import { NestLogger, createLogger } from '../http/logger.js';
import type { ApiDocument } from '../http/openapi.js';
import { OpenStreams } from '../http/open-streams.js';
import { Readiness } from '../http/readiness.js';
import { createAdapter, prepare } from '../http/server.js';
import { Background } from '../jobs/background.js';
import { finishRequests } from './graceful-stop.js';
import type { Output } from './output.js';

export type Server = NestFastifyApplication;

/** The desk with its doors, not yet open: what `serve` and `worker` have in common. */
export async function createServer(config: Config, documents: ApiDocument[]): Promise<Server> {
  const logger = createLogger(config.logLevel);
  const app = await NestFactory.create<Server>(AppModule.with(config), createAdapter(config), {
    bodyParser: false,
    logger: new NestLogger(logger),
    abortOnError: false,
  });
  await prepare(app, config, documents, logger);
  return app;
}

/**
 * Answers from now on. By Fastify's own means: Nest's would log a taken port that the command says as well.
 * @returns what ends "not ready", once the rest of the start is done.
 */
export async function listen(app: Server, { port, host }: Config): Promise<() => void> {
  await app.init();
  const nowReady = app.get(Readiness).hold('start');
  await (app.getHttpAdapter().getInstance() as unknown as FastifyInstance).listen({ port, host });
  return () => {
    // Stops the process for a tenth of a second: before it is ready.
    freeAllGarbage();
    nowReady();
  };
}

/** Finishes requests and background work; the app can then be closed. */
export async function stopServer(app: Server): Promise<void> {
  app.get(OpenStreams).endAll();
  await Promise.all([finishRequests(app.getHttpServer()), app.get(Background).stop()]);
}

/** Says that the start is over. */
export function announce(
  app: Server,
  config: Config,
  who: string,
  places: (here: string) => string[],
  out: Output,
): void {
  const { port } = app.getHttpServer().address() as AddressInfo;
  const host = ['0.0.0.0', '::'].includes(config.host) ? 'localhost' : config.host;
  const here = `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
  out.say('listens', { who, version: VERSION, address: here });
  for (const place of [...places(here), out.words('place.data', { place: whereDataIs(config) })])
    out.line(`  ${place}`);
}

/** Without the credentials. */
function whereDataIs({ databaseUrl, dataDir }: Config): string {
  if (!databaseUrl) return dataDir;
  const { protocol, host, pathname } = new URL(databaseUrl);
  return `${protocol}//${host}${pathname}`;
}
