import { existsSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import type { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { AppError } from '../common/errors.js';
import type { MailPlaces } from '../config/environment.js';
import { loadConfig, loadMailPlaces } from '../config/load-config.js';
import { embeddedDatabase } from '../database/data-folder.js';
import { connectToDesk } from './command-client.js';
import { explain } from './failure.js';
import { sendMail, type MailAnswer, type MailOffer } from './mail-wire.js';
import { mailSocketOf } from './mail-socket-path.js';
import type { Output } from './output.js';

/** sysexits.h: the mail transfer agent keeps the mail and tries again. */
export const EX_TEMPFAIL = 75;

/** A desk that starts or stops, or a command, has the folder without listening. */
const WAIT_MS = 15_000;
const ASK_AGAIN_MS = 200;

/**
 * Stores the mail that comes on standard input: in the running desk where there is one, else here.
 * @returns 0 when it is stored for good, else 75.
 */
export async function pipe(offer: MailOffer, mail: Readable, out: Output): Promise<number> {
  try {
    const answer = await store(offer, mail);
    if ('stored' in answer) return 0;
    out.note(answer.refused);
  } catch (error) {
    out.note(explain(error, out.locale));
  }
  return EX_TEMPFAIL;
}

/** The socket first: the mail transfer agent's account may know nothing else of the desk, not even its secret. */
async function store(offer: MailOffer, mail: Readable): Promise<MailAnswer> {
  const desk = await connectToDesk(mailSocketOf(loadMailPlaces()));
  return desk ? handOver(desk, offer, mail) : storeHere(offer, mail);
}

async function handOver(desk: Socket, offer: MailOffer, mail: Readable): Promise<MailAnswer> {
  try {
    const answered = text(desk);
    await Promise.race([sendMail(desk, offer, mail), answered]);
    const answer = await answered;
    if (!answer) throw new AppError('conflict', 'desk.gone.mail');
    return JSON.parse(answer) as MailAnswer;
  } finally {
    desk.destroy();
  }
}

/** What that needs is loaded only here: a mail server starts a process for every mail. */
async function storeHere(offer: MailOffer, mail: Readable): Promise<MailAnswer> {
  requireDesk(loadMailPlaces());
  const { openDesk } = await import('./desk.js');
  const config = loadConfig();
  const release = config.databaseUrl ? () => undefined : await lockOrDesk(config.dataDir);
  if (typeof release !== 'function') return handOver(release, offer, mail);
  const app = await openDesk(config);
  try {
    const { PipeService } = await import('../mail-ingest/pipe/pipe.service.js');
    const { id, outcome } = await app.get(PipeService).take(mail, offer);
    return { stored: id, outcome };
  } finally {
    await app.close();
    release();
  }
}

/**
 * A mail server's account may have no settings, or others: a new desk made there would swallow the mail.
 * @throws AppError `desk.missing`
 */
function requireDesk({ dataDir, databaseUrl }: MailPlaces): void {
  if (databaseUrl || existsSync(embeddedDatabase(dataDir))) return;
  throw new AppError('conflict', 'desk.missing', { values: { dataDir } });
}

/** The embedded database for this process alone, or the desk that has it by now. */
async function lockOrDesk(dataDir: string): Promise<(() => void) | Socket> {
  const { tryProcessLock } = await import('./desk.js');
  for (const end = Date.now() + WAIT_MS; ; await setTimeout(ASK_AGAIN_MS)) {
    const lock = tryProcessLock(dataDir, Date.now() > end);
    if (lock) return lock;
    const desk = await connectToDesk(mailSocketOf(loadMailPlaces()));
    if (desk) return desk;
  }
}
