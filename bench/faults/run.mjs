import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Dovecot, HAS_DOVECOT } from '../../test/support/dovecot.ts';
import { startMariadbServer } from '../../test/support/mariadb-server.ts';
import { SmtpSink } from '../../test/support/smtp-sink.ts';
import { mails } from '../intake/mails.mjs';
import { ADDRESS, MailDesk, Postman } from '../mail-desk.mjs';
import { account, isGood, print, untilSettled } from './account.mjs';
import { FAULTS } from './faults.mjs';

const HELP = `npm run bench:faults -- [options]
  --only kill        only faults with this word in their name
  --flavour sqlite   only on this database (sqlite,mariadb)
  --mails 1000       for each fault
  --kills 30         how often a server is killed
  --keep             leaves the folder with logs and data`;

const { values: options } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    flavour: { type: 'string', default: 'sqlite,mariadb' },
    mails: { type: 'string', default: '1000' },
    kills: { type: 'string', default: '30' },
    keep: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

if (options.help) console.log(HELP);
else if (!HAS_DOVECOT) console.log('SKIPPED: Dovecot is not installed.');
else process.exitCode = (await runAll()) ? 0 : 1;

async function runAll() {
  let good = true;
  for (const fault of FAULTS.filter(({ name }) => name.includes(options.only)))
    for (const flavour of options.flavour.split(',').filter((name) => fault.flavours.includes(name)))
      good = (await runOne(fault, flavour)) && good;
  return good;
}

async function runOne(fault, flavour) {
  const folder = mkdtempSync('/tmp/switchdesk-faults-');
  const mariadb = flavour === 'mariadb' ? await startMariadbServer() : undefined;
  if (flavour === 'mariadb' && !mariadb) return console.log('SKIPPED: MariaDB is not installed.') ?? true;
  const dovecot = await Dovecot.start({ accounts: [ADDRESS] });
  const sink = await SmtpSink.start();
  const storage = join(folder, 'storage');
  mkdirSync(storage);
  const env = { SMTP_URL: sink.url, SMTP_ALLOW_SELF_SIGNED: 'true', STORAGE_DIR: storage };
  const start = performance.now();
  let desk;
  try {
    // The first delivery makes the folder.
    await dovecot.deliver(notCounted(), ADDRESS);
    desk = await MailDesk.create({ folder, name: 'desk', mariadb, dovecot, env });
    const scene = {
      desk,
      dovecot,
      sink,
      mariadb,
      folder,
      storage,
      ...traffic(dovecot),
      kills: Number(options.kills),
      setTimeout,
      execFileSync,
    };
    await fault.run(scene);
    const settled = await untilSettled(desk, scene.sent.length + 1);
    const result = { settled, ...(await account(desk, scene.sent, sink.mails)) };
    // The first mail, which is not counted, opened a ticket too.
    result.tickets -= 1;
    result.replies = Math.max(0, result.mails - result.tickets - result.skipped - result.lost);
    print(`${fault.name} on ${flavour}`, result, (performance.now() - start) / 1000);
    return isGood(result);
  } finally {
    await desk?.end();
    fault.cleanUp?.({ storage, execFileSync });
    await sink.stop();
    await dovecot.stop();
    await mariadb?.stop().catch(() => undefined);
    if (options.keep) console.log(`  ${folder}`);
    else rmSync(folder, { recursive: true, force: true });
  }
}

/** The mails of one fault, in order: `some(n)` delivers the next n of them. */
function traffic(dovecot) {
  const postman = new Postman(dovecot);
  const total = Number(options.mails);
  const source = mails(total, ADDRESS, 'fault');
  const sent = [];
  const some = (count) => {
    for (let left = Math.min(count, total - sent.length); left > 0; left--) {
      postman.deliver(source.next().value);
      sent.push(sent.length);
    }
  };
  return { sent, some, total, rest: () => some(total) };
}

function notCounted() {
  return [
    'From: first@customers.example',
    `To: ${ADDRESS}`,
    'Subject: the first',
    '',
    'marker-999999999-end',
    '',
  ].join('\r\n');
}
