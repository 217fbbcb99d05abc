import { NotFoundException } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';
import { AppError } from '../common/errors.js';
import { loadConfig } from '../config/load-config.js';
import { Background } from '../jobs/background.js';
import { stopOnSignal } from './graceful-stop.js';
import type { Output } from './output.js';
import { announce, createServer, listen, stopServer, type Server } from './server.js';

/** What supervisors and Prometheus ask for; a worker answers nothing else. */
const ROUTES: (string | undefined)[] = ['/healthz', '/readyz', '/metrics'];

/**
 * Starts a process that only carries mails and runs jobs, any number of them beside those that serve, and returns;
 * SIGTERM or SIGINT stops it gracefully and ends the process.
 * @throws AppError `worker.embedded_database` without DATABASE_URL
 */
export async function worker(out: Output): Promise<void> {
  const config = { ...loadConfig(), dialects: [] };
  if (!config.databaseUrl) throw new AppError('conflict', 'worker.embedded_database');
  const app = await createServer(config, []);
  closeDoors(app);
  const nowReady = await listen(app, config);
  await app.get(Background).start();
  stopOnSignal(async () => {
    out.say('worker.stopping');
    await stopServer(app);
    await app.close();
  });
  nowReady();
  announce(
    app,
    config,
    'Switchdesk worker',
    (here) => [out.words('place.ready', { address: `${here}/readyz` })],
    out,
  );
}

function closeDoors(app: Server): void {
  const fastify = app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
  fastify.addHook('onRequest', (request, _reply, done) => {
    if (ROUTES.includes(request.routeOptions.url)) done();
    else done(new NotFoundException('A worker has no API.'));
  });
}
