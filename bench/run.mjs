import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { startMariadbServer } from '../test/support/mariadb-server.ts';
import { capture, copyOf, fill, place, startBare, startDesk } from './desk.mjs';
import { measureRound } from './measure.mjs';
import { memoryMb } from './processes.mjs';
import { printGrowth, printMeasures, printStart, printStatements } from './report.mjs';
import { AUTHORIZATION, REQUESTS } from './requests.mjs';

const HELP = `npm run bench -- [options]
  --flavour sqlite|mariadb   only this database (both, where MariaDB is installed)
  --sizes 1000,20000         numbers of tickets (1000,20000,200000)
  --requests list,show       only requests with one of these words in their name
  --seconds 3                of one round (2)
  --rounds 3                 ours and bare take turns this often (3)
  --connections 8            that ask at once (8)
  --statements               print the SQL that both run`;

const { values: options } = parseArgs({
  options: {
    flavour: { type: 'string', default: 'sqlite,mariadb' },
    sizes: { type: 'string', default: '1000,20000,200000' },
    requests: { type: 'string', default: '' },
    seconds: { type: 'string', default: '2' },
    rounds: { type: 'string', default: '3' },
    connections: { type: 'string', default: '8' },
    statements: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const WARM_UP_SECONDS = 1.5;
const IDLE_AFTER_MS = 3_000;

if (options.help) console.log(HELP);
else for (const flavour of options.flavour.split(',')) await benchFlavour(flavour);

async function benchFlavour(flavour) {
  const folder = mkdtempSync(join(tmpdir(), 'switchdesk-bench-'));
  // As a desk would run it: every commit on disk, and memory for what is read often.
  const mariadb =
    flavour === 'mariadb'
      ? await startMariadbServer('--innodb-flush-log-at-trx-commit=1', '--innodb-buffer-pool-size=512M')
      : undefined;
  if (flavour === 'mariadb' && !mariadb) return console.log('SKIPPED: MariaDB is not installed.');
  const generator = fork(fileURLToPath(new URL('load.mjs', import.meta.url)));
  try {
    await benchStart(flavour, await place(folder, 'start', mariadb));
    const bySize = new Map();
    for (const size of options.sizes.split(',').map(Number)) {
      const env = await place(folder, `desk${size}`, mariadb);
      bySize.set(size, await benchSize({ flavour, mariadb, generator, env, size }));
      printMeasures(flavour, size, bySize.get(size));
    }
    printGrowth(flavour, bySize);
  } finally {
    generator.kill();
    await mariadb?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function benchStart(flavour, env) {
  const first = await startDesk(env);
  await first.stop();
  const again = await startDesk(env);
  await setTimeout(IDLE_AFTER_MS);
  const idleMb = memoryMb(again.pid);
  await again.stop();
  printStart(flavour, { firstMs: first.startMs, againMs: again.startMs, idleMb });
}

async function benchSize({ flavour, mariadb, generator, env, size }) {
  const words = options.requests.split(',');
  const requests = REQUESTS.filter(({ name }) => words.some((word) => name.includes(word)));
  await fill(env, size);
  const routes = await capture(env, requests);
  if (options.statements) printStatements(routes);
  const bare = await startBare(flavour, copyOf(env, 'bare'), routes);
  const ours = await startDesk(env);
  const measures = [];
  try {
    for (const request of requests)
      measures.push(
        await benchRequest({ generator, request, ids: size, ours, bare, database: mariadb?.pid }),
      );
  } finally {
    await ours.stop();
    await bare.stop();
  }
  return measures;
}

/** Ours and bare take turns, so that whatever else the machine does troubles both alike; the best round counts. */
async function benchRequest({ generator, request, ids, ours, bare, database }) {
  const rounds = { ours: [], bare: [] };
  for (let round = 0; round <= Number(options.rounds); round++) {
    for (const [name, server, path] of [
      ['bare', bare, request.barePath],
      ['ours', ours, request.path],
    ]) {
      const order = {
        port: server.port,
        request: { ...request, path, authorization: AUTHORIZATION },
        ids,
        seconds: round ? Number(options.seconds) : WARM_UP_SECONDS,
        connections: Number(options.connections),
      };
      const measure = await measureRound(generator, order, server.pid, database);
      if (round) rounds[name].push(measure);
    }
  }
  return { request, ours: bestOf(rounds.ours), bare: bestOf(rounds.bare) };
}

/** Noise only ever adds: the least of each figure is nearest to the truth. */
function bestOf(rounds) {
  const least = (key) => Math.min(...rounds.map((round) => round[key]));
  const cheapest = rounds.toSorted((a, b) => a.cpuUs - b.cpuUs)[0];
  return {
    perSecond: Math.max(...rounds.map((round) => round.perSecond)),
    p50: least('p50'),
    p99: least('p99'),
    serverUs: cheapest.serverUs,
    databaseUs: cheapest.databaseUs,
    cpuUs: cheapest.cpuUs,
  };
}
