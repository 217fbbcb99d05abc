import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
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
  --mails 1000        for the rate, in each round
  --rounds 5          ours and the libraries take turns this often, after one to warm up; medians count
  --big 50            mails of 20 MB, for the memory; 0: none`;

const WATCH = new URL('watch.mjs', import.meta.url).href;
const LIBRARIES = 'libraries@desk.test';
const BIG_BYTES = 20 * 1024 * 1024;

const { values: options } = parseArgs({
  options: {
    flavour: { type: 'string', default: 'sqlite,mariadb' },
    mails: { type: 'string', default: '1000' },
    rounds: { type: 'string', default: '5' },
    big: { type: 'string', default: '50' },
    help: { type: 'boolean', default: false },
  },
});
const COUNT = Number(options.mails);

if (options.help) console.log(HELP);
else if (!HAS_DOVECOT) console.log('SKIPPED: Dovecot is not installed.');
else for (const flavour of options.flavour.split(',')) await benchFlavour(flavour);

async function benchFlavour(flavour) {
  if (COUNT) await inPlace(flavour, (place) => compare(flavour, place));
  if (!Number(options.big)) return;
  const big = await inPlace(flavour, large);
  console.log(
    `${flavour}: ${options.big} mails of 20 MB: ${rate(big)}, event loop at most ${Math.round(big.maxDelayMs)} ms (bar 100), ` +
      `memory at most ${Math.round(big.rssMb)} MB (bar 300)`,
  );
}

/** In turns on the same mails, both warm: what a process that has run for a while does. The first round is told apart. */
async function compare(flavour, place) {
  const libraries = await startLibraries(place);
  const desk = await startDesk(place, {});
  try {
    const rounds = [];
    for (let round = 0; round <= Number(options.rounds); round++) {
      const batch = () => mails(COUNT, ADDRESS, `round${round}`);
      rounds.push({ theirs: await libraries.read(batch()), ours: await desk.read(batch(), COUNT) });
    }
    const [cold, ...warm] = rounds;
    console.log(`${flavour}: ${ratioOf([cold])} (the first round, cold)`);
    console.log(
      `${flavour}: ${ratioOf(warm)} (median of ${warm.length} rounds; bar 60 % of the time on MariaDB); event loop ` +
        `at most ${Math.round(most(rounds, 'maxDelayMs'))} ms, memory at most ${Math.round(most(rounds, 'rssMb'))} MB`,
    );
  } finally {
    libraries.end();
    await desk.end();
  }
}

function ratioOf(rounds) {
  const theirs = medianRate(rounds.map((round) => round.theirs));
  const ours = medianRate(rounds.map((round) => round.ours));
  const time = median(rounds.map((round) => round.ours.perSecond / round.theirs.perSecond));
  const cpu = median(rounds.map((round) => round.theirs.cpuPerMail / round.ours.cpuPerMail));
  return (
    `${rate(ours)} of ours, ${rate(theirs)} of imapflow and mailparser alone: ` +
    `${Math.round(time * 100)} % by time, ${Math.round(cpu * 100)} % by CPU`
  );
}

function most(rounds, name) {
  return Math.max(...rounds.map(({ ours }) => ours[name]));
}

function medianRate(list) {
  return {
    perSecond: median(list.map(({ perSecond }) => perSecond)),
    cpuPerMail: median(list.map(({ cpuPerMail }) => cpuPerMail)),
  };
}

function median(numbers) {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
}

function rate({ perSecond, cpuPerMail }) {
  return `${perSecond.toFixed(1)} mails/s (${cpuPerMail.toFixed(1)} ms CPU each)`;
}

async function inPlace(flavour, measure) {
  const folder = mkdtempSync('/tmp/switchdesk-intake-');
  const dovecot = await Dovecot.start({ accounts: [ADDRESS, LIBRARIES] });
  for (const address of [ADDRESS, LIBRARIES])
    await dovecot.deliver('Subject: the first\r\n\r\nmakes the folder\r\n', address);
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

/** Reads its own copy of the mails: they are there before the time begins. */
async function startLibraries({ dovecot }) {
  const postman = new Postman(dovecot, LIBRARIES);
  const child = fork(fileURLToPath(new URL('baseline.mjs', import.meta.url)), {
    env: {
      ...process.env,
      IMAP: JSON.stringify({ port: dovecot.port.imap, user: LIBRARIES, password: MAIL_PASSWORD }),
    },
  });
  const read = async (source) => {
    for (const mail of source) postman.deliver(mail);
    child.send('read');
    const [{ count, took, cpu }] = await once(child, 'message');
    return { perSecond: (count / took) * 1_000, cpuPerMail: cpu / count };
  };
  return { read, end: () => child.send('leave') };
}

async function large(place) {
  const count = Number(options.big);
  const settings = { ticket_file_size: 50, ticket_file_type: ['bin'] };
  const desk = await startDesk(place, settings);
  try {
    return await desk.read(bigMails(count, ADDRESS, BIG_BYTES), count);
  } finally {
    await desk.end();
  }
}

/** Of the way in alone: nothing is answered. The time begins when the mails may be seen, and ends with the last ticket. */
async function startDesk({ folder, dovecot, mariadb }, settings) {
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
  const { pid } = await desk.start({}, ['--import', WATCH]);
  let asked = 0;
  const watched = async () => {
    asked += 1;
    process.kill(pid, 'SIGUSR2');
    const look = () => existsSync(watchFile) && JSON.parse(readFileSync(watchFile, 'utf8'));
    return until(() => look()?.asked === asked && look(), 5_000, 20);
  };
  let expected = 1;
  await until(async () => (await processed(desk)) >= expected, 60_000);
  const read = async (source, count) => {
    for (const mail of source) postman.stage(mail);
    await watched();
    const before = cpuMs(pid);
    const start = performance.now();
    postman.releaseAll();
    expected += count;
    const done = await until(async () => (await processed(desk)) >= expected, 600_000, 50);
    const took = performance.now() - start;
    if (!done) throw new Error(`Only ${await processed(desk)} of ${expected} mails were processed.`);
    const cpuPerMail = (cpuMs(pid) - before) / count;
    return { perSecond: (count / took) * 1_000, cpuPerMail, ...(await watched()) };
  };
  return { read, end: () => desk.end() };
}

async function processed(desk) {
  const [{ mails: count }] = await desk.query(
    `select count(*) as mails from inbound_mails where state not in ('received', 'failed')`,
  );
  return Number(count);
}
