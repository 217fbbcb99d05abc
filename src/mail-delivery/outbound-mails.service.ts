import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { ContentMissing } from '../attachments/storage/storage.js';
import { authorOf, type Actor } from '../common/actor.js';
import { Clock } from '../common/clock.js';
import { emailKey } from '../common/email-address.js';
import type { Page } from '../common/page.js';
import { Database, afterCommit, type Tx } from '../database/database.js';
import { lockOne } from '../database/lock-one.js';
import { EventsService } from '../events/events.service.js';
import { RawMails } from '../mailboxes/raw-mails.js';
import { OutboundMail } from './outbound-mail.entity.js';
import {
  OutboundMailBeingSent,
  OutboundMailNotFound,
  OutboundMailRawGone,
  OutboundMailSettled,
} from './outbound-mail.errors.js';
import {
  OutboundMailsQueries,
  type OutboundMailRow,
  type OutboundMailSearch,
} from './outbound-mails.queries.js';
import { OutboundRecipient, type OutboundRecipientState } from './outbound-recipient.entity.js';
import { OutboundSender } from './outbound-sender.js';
import { OWED_STATES, stateOf } from './settlement.js';
import { definitionOf } from './templates/mail-events.js';

/** Whom another try may help. */
const RETRIED: readonly OutboundRecipientState[] = [...OWED_STATES, 'failed', 'bounced', 'cancelled'];

/** What people, and the servers that mails came to, decide about mails that are owed. */
@Injectable()
export class OutboundMailsService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly events: EventsService,
    private readonly queries: OutboundMailsQueries,
    private readonly rawMails: RawMails,
    private readonly sender: OutboundSender,
  ) {}

  /** One page, the newest first. */
  list(search: OutboundMailSearch): Promise<Page<OutboundMailRow>> {
    return this.queries.list(search);
  }

  /** @throws OutboundMailNotFound */
  async get(id: number): Promise<OutboundMailRow> {
    const mail = await this.queries.selectOptional(id);
    if (!mail) throw new OutboundMailNotFound();
    return mail;
  }

  /** The mail as it is sent. @throws OutboundMailNotFound, OutboundMailRawGone */
  async raw(id: number): Promise<{ mail: OutboundMailRow; content: Readable }> {
    const mail = await this.get(id);
    if (mail.rawDeletedAt) throw new OutboundMailRawGone();
    try {
      return { mail, content: await this.rawMails.open(mail.sha256) };
    } catch (error) {
      throw error instanceof ContentMissing ? new OutboundMailRawGone() : error;
    }
  }

  /**
   * Tries again for all who have not got it, now and from the first rung; ends a pause of its server as well.
   * @throws OutboundMailNotFound, OutboundMailBeingSent, OutboundMailRawGone, OutboundMailSettled
   */
  async retry(actor: Actor, id: number): Promise<OutboundMailRow> {
    const { mailboxId } = await this.database.transaction(async (tx) => {
      const mail = await this.lock(tx, id);
      if (mail.rawDeletedAt) throw new OutboundMailRawGone();
      await this.move(tx, mail, RETRIED, 'queued', null);
      Object.assign(mail, { attempts: 0, nextAttemptAt: this.clock.now(), lastError: null });
      await this.save(tx, mail, 'queued');
      await this.append(tx, actor, id, 'retried');
      return mail;
    });
    await this.sender.tryAgain(mailboxId);
    return this.get(id);
  }

  /**
   * Nobody who has not got it yet gets it any more.
   * @throws OutboundMailNotFound, OutboundMailBeingSent, OutboundMailSettled
   */
  async cancel(actor: Actor, id: number): Promise<OutboundMailRow> {
    await this.database.transaction(async (tx) => {
      const mail = await this.lock(tx, id);
      await this.move(tx, mail, OWED_STATES, 'cancelled', `Cancelled by ${actor.name}.`);
      await this.save(tx, mail, stateOf(await tx.findBy(OutboundRecipient, { mailId: id })));
      await this.append(tx, actor, id, 'cancelled');
      // What waited behind it may go.
      afterCommit(tx, () => this.sender.wake());
    });
    return this.get(id);
  }

  /** Whether one of these Message-IDs is that of a mail that told staff of an internal note. */
  isAboutNote(messageIds: readonly string[]): Promise<boolean> {
    return this.queries.hasOfEvent('staff_note_added', messageIds);
  }

  /**
   * A delivery report came back: the mail did not reach `address`, or its only recipient where the report names none.
   * @returns the mail it speaks of, and whether it was one to staff; undefined: none of ours
   */
  async bounced(
    tx: Tx,
    internetMessageId: string,
    address: string | undefined,
    detail: string,
  ): Promise<{ mailId: number; ticketId: number | null; toStaff: boolean } | undefined> {
    const mail = await tx.findOneBy(OutboundMail, { internetMessageId });
    if (!mail) return undefined;
    const recipients = await tx.findBy(OutboundRecipient, { mailId: mail.id });
    const bounced = recipients.filter(({ addressKey }) =>
      address === undefined ? recipients.length === 1 : addressKey === emailKey(address),
    );
    for (const recipient of bounced) {
      Object.assign(recipient, { state: 'bounced', detail, updatedAt: this.clock.now() });
      await tx.save(recipient);
    }
    // A mail in somebody's hands is theirs to settle, and its version is their claim.
    if (bounced.length && mail.state !== 'sending') {
      mail.lastError = detail;
      await this.save(tx, mail, stateOf(recipients));
    }
    return { mailId: mail.id, ticketId: mail.ticketId, toStaff: definitionOf(mail.event).to === 'staff' };
  }

  private async lock(tx: Tx, id: number): Promise<OutboundMail> {
    const mail = await lockOne(tx, OutboundMail, id);
    if (!mail) throw new OutboundMailNotFound();
    if (mail.state === 'sending') throw new OutboundMailBeingSent();
    return mail;
  }

  /** @throws OutboundMailSettled when nobody is in one of these states */
  private async move(
    tx: Tx,
    mail: OutboundMail,
    from: readonly OutboundRecipientState[],
    state: OutboundRecipientState,
    detail: string | null,
  ): Promise<void> {
    const recipients = await tx.findBy(OutboundRecipient, { mailId: mail.id });
    const moved = recipients.filter((recipient) => from.includes(recipient.state));
    if (!moved.length) throw new OutboundMailSettled();
    for (const recipient of moved)
      await tx.save(Object.assign(recipient, { state, detail, updatedAt: this.clock.now() }));
  }

  private async save(tx: Tx, mail: OutboundMail, state: OutboundMail['state']): Promise<void> {
    mail.state = state;
    mail.version += 1;
    await tx.save(mail);
  }

  private append(tx: Tx, actor: Actor, id: number, what: string): Promise<void> {
    const about = { type: `outbound_mail.${what}`, resource: 'outbound_mail' as const, resourceId: id };
    return this.events.append(tx, { ...about, actor: authorOf(actor) });
  }
}
