import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { capture, copyOf, fill, place, startBare, startDesk, startFloor } from './desk.mjs';
import { measureRound } from './measure.mjs';
import { printFloor } from './report.mjs';
import { AUTHORIZATION, REQUESTS } from './requests.mjs';

const HELP = `node bench/floor.mjs [options]
What a read costs on SQLite, by CPU: the bare server, the least that Nest on Fastify can be with the same statements,
and the desk. All of them take turns; the best round counts.
  --tickets 1000             in the database
  --requests list,show       only these kinds (list,filtered,show)
  --seconds 2                of one round
  --rounds 3                 of each
  --connections 8            that ask at once`;

const { values: options } = parseArgs({
  options: {
    tickets: { type: 'string', default: '1000' },
    requests: { type: 'string', default: 'list,filtered,show' },
    seconds: { type: 'string', default: '2' },
    rounds: { type: 'string', default: '3' },
    connections: { type: 'string', default: '8' },
    help: { type: 'boolean', default: false },
  },
});

if (options.help) console.log(HELP);
else await benchFloor();

async function benchFloor() {
  const folder = mkdtempSync(join(tmpdir(), 'switchdesk-floor-'));
  const generator = fork(fileURLToPath(new URL('load.mjs', import.meta.url)));
  const servers = [];
  try {
    const env = await place(folder, 'desk');
    const words = options.requests.split(',');
    const requests = REQUESTS.filter(
      ({ method, name }) => method === 'GET' && words.some((word) => name.endsWith(` ${word}`)),
    );
    await fill(env, Number(options.tickets));
    const routes = await capture(env, requests);
    const add = async (name, starting) => servers.push({ name, server: await starting });
    await add('bare', startBare('sqlite', copyOf(env, 'bare'), routes));
    for (const shape of ['route', 'nest', 'guard'])
      await add(shape, startFloor(shape, copyOf(env, shape), routes));
    await add('ours', startDesk(env));
    const measures = [];
    for (const request of requests)
      measures.push({ request, costs: await benchRequest(generator, request, servers) });
    printFloor(Number(options.tickets), measures);
  } finally {
    generator.kill();
    for (const { server } of servers) await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Microseconds of each server, in their order. */
async function benchRequest(generator, request, servers) {
  const costs = servers.map(() => Infinity);
  for (let round = 0; round <= Number(options.rounds); round++) {
    for (const [at, { name, server }] of servers.entries()) {
      const path = name === 'ours' ? request.path : request.barePath;
      const order = {
        port: server.port,
        request: { ...request, path, authorization: AUTHORIZATION },
        ids: Number(options.tickets),
        seconds: Number(options.seconds),
        connections: Number(options.connections),
      };
      const { cpuUs } = await measureRound(generator, order, server.pid);
      // The first one warms up.
      if (round) costs[at] = Math.min(costs[at], cpuUs);
    }
  }
  return costs;
}
