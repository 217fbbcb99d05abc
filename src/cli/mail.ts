import type { INestApplicationContext } from '@nestjs/common';
import { SYSTEM } from '../common/actor.js';
import { AppError, InvalidInput } from '../common/errors.js';
import type { Page } from '../common/page.js';
import type { OutboundMailRow } from '../mail-delivery/outbound-mails.queries.js';
import { OutboundMailsService } from '../mail-delivery/outbound-mails.service.js';
import { MailboxPolls } from '../mail-ingest/imap/mailbox-polls.service.js';
import { InboundMailChangesService } from '../mail-ingest/inbound-mail-changes.service.js';
import { InboundMailsService } from '../mail-ingest/inbound-mails.service.js';
import { MailProcessor } from '../mail-ingest/mail-processor.js';
import type { Mailbox } from '../mailboxes/mailbox.entity.js';
import { MailboxDirectory } from '../mailboxes/mailbox-directory.js';
import { MailboxesService } from '../mailboxes/mailboxes.service.js';
import { explain } from './failure.js';
import type { Output } from './output.js';

const PAGE = 100;

/**
 * Looks into one mailbox, or into all that are fetched, and makes tickets of what is there.
 * @throws InvalidInput for an address that is no mailbox, AppError `mail.unreachable` when a mailbox could not be read
 */
export async function pollMailboxes(
  app: INestApplicationContext,
  { mailbox }: { mailbox?: string },
  out: Output,
): Promise<void> {
  const failed: string[] = [];
  const mailboxes = await mailboxesToPoll(app, mailbox);
  if (!mailboxes.length) out.tell('mail.poll.none');
  for (const { id, address } of mailboxes)
    try {
      const found = await app.get(MailboxPolls, { strict: false }).poll(id);
      const { received, skipped } = found;
      out.say('mail.poll.found', { address, received, known: found.known + found.duplicates, skipped });
    } catch (error) {
      failed.push(address);
      out.note(`${address}: ${explain(error, out.locale)}`);
    }
  await app.get(MailProcessor, { strict: false }).drain();
  if (failed.length)
    throw new AppError('conflict', 'mail.unreachable', { values: { mailboxes: failed.join(', ') } });
}

async function mailboxesToPoll(
  app: INestApplicationContext,
  address: string | undefined,
): Promise<Mailbox[]> {
  if (address === undefined) {
    const mailboxes = await app.get(MailboxesService, { strict: false }).list();
    return mailboxes.filter((mailbox) => mailbox.isPolled());
  }
  const mailbox = await app.get(MailboxDirectory, { strict: false }).byAddress(address);
  if (!mailbox) throw InvalidInput.field('mailbox', 'unknown.mailbox', { address });
  return [mailbox];
}

export type MailsToReprocess = { ids: number[] } | { state: 'failed' | 'held' | 'quarantined' };

/**
 * Processes mails again, by their ids in the ledger or all of a state; each is said with what became of it.
 * @throws the errors of `InboundMailChangesService.reprocess` for the first id that cannot be
 */
export async function reprocessMails(
  app: INestApplicationContext,
  which: MailsToReprocess,
  out: Output,
): Promise<void> {
  const mails = app.get(InboundMailsService, { strict: false });
  const changes = app.get(InboundMailChangesService, { strict: false });
  const ids = 'ids' in which ? which.ids : await idsOf((page) => mails.list({ ...which, ...page }));
  for (const id of ids) await changes.reprocess(SYSTEM, id);
  await app.get(MailProcessor, { strict: false }).drain();
  for (const id of ids) {
    const { state, reason, ticketId, subject } = await mails.get(id);
    const ticket = ticketId && out.words('mail.reprocess.ticket', { ticketId });
    const fate = [state, reason && `(${reason})`, ticket].filter(Boolean).join(' ');
    out.line(`${id}: ${fate}: ${subject ?? ''}`);
  }
  if (!ids.length) out.tell('mail.reprocess.none');
}

const OWED = ['queued', 'sending', 'failed'] as const;

/** What has not left yet, the newest first of each state; with `retry` those that failed are tried again first. */
export async function showOutbox(
  app: INestApplicationContext,
  { retry }: { retry: boolean },
  out: Output,
): Promise<void> {
  const mails = app.get(OutboundMailsService, { strict: false });
  if (retry)
    for (const id of await idsOf((page) => mails.list({ state: 'failed', ...page })))
      await mails.retry(SYSTEM, id);
  let shown = 0;
  for (const state of OWED)
    for (const mail of (await mails.list({ state, limit: PAGE })).items) {
      out.line(describe(mail, out));
      shown++;
    }
  if (!shown) out.tell('mail.outbox.nothing');
}

function describe(mail: OutboundMailRow, out: Output): string {
  const { id, state, event, attempts, nextAttemptAt, lastError } = mail;
  const to = mail.recipients.map(({ address }) => address).join(', ');
  return [
    out.words('mail.outbox.mail', { id: String(id), state, event, to }),
    ...(state === 'queued' ? [out.words('mail.outbox.next', { at: String(nextAttemptAt) })] : []),
    ...(attempts ? [out.words('mail.outbox.attempts', { attempts })] : []),
    ...(lastError ? [lastError] : []),
  ].join('; ');
}

/** Read to the end before anything is done: what is done changes the list. */
async function idsOf(
  read: (page: { limit: number; cursor?: string }) => Promise<Page<{ id: number }>>,
): Promise<number[]> {
  const ids: number[] = [];
  let cursor: string | undefined;
  do {
    const { items, page } = await read({ limit: PAGE, ...(cursor && { cursor }) });
    ids.push(...items.map(({ id }) => id));
    cursor = page.next ?? undefined;
  } while (cursor);
  return ids;
}
