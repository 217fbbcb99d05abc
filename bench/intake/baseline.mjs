import { ImapFlow } from 'imapflow';
import { MailParser } from 'mailparser';

/*
 * The libraries alone: fetched one by one, parsed as a stream, flagged one by one, nothing stored. What an intake can be
 * measured against: it does the same work and keeps what it read.
 */

const { port, user, password } = JSON.parse(process.env.IMAP);
const client = new ImapFlow({
  host: '127.0.0.1',
  port,
  secure: false,
  doSTARTTLS: false,
  auth: { user, pass: password },
  logger: false,
});
client.on('error', () => undefined);
await client.connect();
await client.mailboxOpen('INBOX');
let lastUid = 0;
process.on('message', (word) => (word === 'read' ? readAll() : leave()));

async function readAll() {
  await client.noop();
  const found = await client.search({ uid: `${lastUid + 1}:*` }, { uid: true });
  const uids = found.filter((uid) => uid > lastUid);
  lastUid = uids.at(-1) ?? lastUid;
  const start = performance.now();
  const cpu = process.cpuUsage();
  for (const uid of uids) {
    const { source } = await client.fetchOne(uid, { source: true }, { uid: true });
    await parse(source);
    await client.messageFlagsAdd(uid, ['Baseline'], { uid: true });
  }
  const took = performance.now() - start;
  const used = process.cpuUsage(cpu);
  process.send({ count: uids.length, took, cpu: (used.user + used.system) / 1_000 });
}

async function leave() {
  await client.logout();
  process.disconnect();
}

function parse(source) {
  const parser = new MailParser({
    skipHtmlToText: true,
    skipTextToHtml: true,
    skipTextLinks: true,
    skipImageLinks: true,
  });
  return new Promise((resolve, reject) => {
    parser.on('data', (part) => {
      if (part.type !== 'attachment') return;
      part.content.on('end', () => part.release());
      part.content.resume();
    });
    parser.on('end', resolve);
    parser.on('error', reject);
    parser.end(source);
  });
}
