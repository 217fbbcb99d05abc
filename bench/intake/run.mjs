import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Dovecot, HAS_DOVECOT, MAIL_PASSWORD } from '../../test/support/dovecot.ts';
import { startMariadbServer } from '../../test/support/mariadb-server.ts';
import { ADDRESS, MailDesk, Postman, until } from '../mail-desk.mjs';
import { cpuMs } from '../processes.mjs';
import { bigMails, mails } from './mails.mjs';

/*
 * From IMAP to committed tickets, beside the libraries alone on the same mails in the same run; and what large mails do
 * to the event loop and to the memory.
 */

const HELP = `npm run bench:intake -- [options]
  --flavour mariadb   only this database (sqlite,mariadb)
  --mails 1000        for the rate
  --rounds 3          ours and the libraries take turns this often; the best of each counts
  --big 50            mails of 20 MB, for the memory; 0: none`;

const WATCH = new URL('watch.mjs', import.meta.url).href;
const BIG_BYTES = 20 * 1024 * 1024;

const { values: options } = parseArgs({
  options: {
    flavour: { type: 'string', default: 'sqlite,mariadb' },
    mails: { type: 'string', default: '1000' },
    rounds: { type: 'string', default: '3' },
    big: { type: 'string', default: '50' },
    help: { type: 'boolean', default: false },
  },
});
const COUNT = Number(options.mails);

if (options.help) console.log(HELP);
else if (!HAS_DOVECOT) console.log('SKIPPED: Dovecot is not installed.');
else for (const flavour of options.flavour.split(',')) await benchFlavour(flavour);

async function benchFlavour(flavour) {
  const rounds = { libraries: [], ours: [] };
  for (let round = 0; round < Number(options.rounds); round++) {
    rounds.libraries.push(await inPlace(flavour, libraries));
    rounds.ours.push(await inPlace(flavour, ours));
  }
  const best = (list) => list.toSorted((a, b) => b.perSecond - a.perSecond)[0];
  const [them, us] = [best(rounds.libraries), best(rounds.ours)];
  console.log(
    `${flavour}: ${rate(us)} of ours, ${rate(them)} of imapflow and mailparser alone: ` +
      `${Math.round((us.perSecond / them.perSecond) * 100)} % (bar 60 % on MariaDB); ` +
      `event loop at most ${Math.round(us.maxDelayMs)} ms, memory at most ${Math.round(us.rssMb)} MB`,
  );
  if (Number(options.big)) {
    const big = await inPlace(flavour, large);
    console.log(
      `${flavour}: ${options.big} mails of 20 MB: ${rate(big)}, event loop at most ${Math.round(big.maxDelayMs)} ms (bar 100), ` +
        `memory at most ${Math.round(big.rssMb)} MB (bar 300)`,
    );
  }
}

function rate({ perSecond, cpuPerMail }) {
  return `${perSecond.toFixed(1)} mails/s (${cpuPerMail.toFixed(1)} ms CPU each)`;
}

async function inPlace(flavour, measure) {
  const folder = mkdtempSync('/tmp/switchdesk-intake-');
  const dovecot = await Dovecot.start({ accounts: [ADDRESS] });
  await dovecot.deliver('Subject: the first\r\n\r\nmakes the folder\r\n', ADDRESS);
  const mariadb =
    flavour === 'mariadb'
      ? await startMariadbServer('--innodb-flush-log-at-trx-commit=1', '--innodb-buffer-pool-size=512M')
      : undefined;
  try {
    return await measure({ folder, dovecot, mariadb });
  } finally {
    await mariadb?.stop();
    await dovecot.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function libraries({ dovecot }) {
  const postman = new Postman(dovecot);
  for (const mail of mails(COUNT, ADDRESS)) postman.deliver(mail);
  const child = fork(fileURLToPath(new URL('baseline.mjs', import.meta.url)), {
    env: {
      ...process.env,
      IMAP: JSON.stringify({ port: dovecot.port.imap, user: ADDRESS, password: MAIL_PASSWORD }),
    },
  });
  const [{ count, took, cpu }] = await once(child, 'message');
  return { perSecond: (count / took) * 1_000, cpuPerMail: cpu / count };
}

function ours(place) {
  return throughDesk(place, mails(COUNT, ADDRESS), COUNT, {});
}

function large(place) {
  const count = Number(options.big);
  const settings = { ticket_file_size: 50, ticket_file_type: ['bin'] };
  return throughDesk(place, bigMails(count, ADDRESS, BIG_BYTES), count, { settings });
}

/** Of the way in alone: nothing is answered. The mails are there before the desk; the time begins when it is ready, and ends with the last ticket. */
async function throughDesk({ folder, dovecot, mariadb }, source, count, { settings }) {
  const watchFile = join(folder, 'watch.json');
  const env = { WATCH_FILE: watchFile };
  const desk = await MailDesk.create({
    folder,
    name: 'desk',
    mariadb,
    dovecot,
    env,
    settings,
    answers: false,
  });
  const postman = new Postman(dovecot);
  const server = await desk.start({}, ['--import', WATCH]);
  try {
    await until(async () => (await processed(desk)) >= 1, 60_000);
    const before = cpuMs(server.pid);
    process.kill(server.pid, 'SIGUSR2');
    for (const mail of source) postman.stage(mail);
    const start = performance.now();
    postman.releaseAll();
    const done = await until(async () => (await processed(desk)) >= count + 1, 600_000, 50);
    const took = performance.now() - start;
    if (!done) throw new Error(`Only ${await processed(desk)} of ${count} mails were processed.`);
    const cpuPerMail = (cpuMs(server.pid) - before) / count;
    process.kill(server.pid, 'SIGUSR2');
    await until(() => JSON.parse(readFileSync(watchFile, 'utf8')).second, 5_000);
    return { perSecond: (count / took) * 1_000, cpuPerMail, ...JSON.parse(readFileSync(watchFile, 'utf8')) };
  } finally {
    await desk.end();
  }
}

async function processed(desk) {
  const [{ mails: count }] = await desk.query(
    `select count(*) as mails from inbound_mails where state not in ('received', 'failed')`,
  );
  return Number(count);
}
