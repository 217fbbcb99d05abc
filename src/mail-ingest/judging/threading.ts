import { Injectable } from '@nestjs/common';
import { JointLookup } from '../../common/joint-lookup.js';
import { Database } from '../../database/database.js';
import { marks } from '../../database/marks.js';
import { MailReferences } from '../../mailboxes/mail-references.js';
import { MailTokens } from '../../mailboxes/mail-tokens.js';
import { SettingsService } from '../../settings/settings.service.js';
import { SubscribersService } from '../../tickets/subscribers.service.js';
import { canSee, type VisibleParts } from '../../tickets/ticket.visibility.js';
import type { ThreadingRule } from '../inbound-mail.entity.js';
import type { MailHead } from '../reading/mail-head.js';
import { Senders, type Sender, type StaffActor } from './senders.js';

/** The ticket that a mail belongs to, and what its sender is there. */
export interface Thread {
  ticketId: number;
  rule: Extract<ThreadingRule, 'token' | 'reference' | 'subject' | 'manual'>;
  /** Set: the sender is staff, may see the ticket, and writes as such. */
  staff?: StaffActor;
  /** Asked for the ticket, is subscribed to it, or is such staff. */
  takesPart: boolean;
}

type Found = Thread & {
  /** Is subscribed to it, and may not answer it: what they write is a matter of its own. */
  isMute: boolean;
};

/** What threading looks at. */
export interface Letter {
  head: MailHead;
  sender: Sender;
  mailboxId: number | null;
  /** The envelope's recipients. */
  envelope: readonly string[];
}

/** `foundAs` is the id that was asked for: that of a ticket which was merged into this one, or its own. */
type TicketRow = VisibleParts & { id: number; foundAs: number };

const TOKENS_MAX = 100;
const NUMBER_IN_SUBJECT = /\[#(\d{1,9})\]/;

/** Finds the ticket of a mail by the four rules of mail.md; the first that matches wins. */
@Injectable()
export class Threading {
  /** What was merged is where it was merged into: its numbers, Message-IDs and tokens lead there. */
  private readonly tickets = new JointLookup<number, TicketRow>(async (ids) => {
    const rows = await this.database.query<TicketRow>(
      `select f.id as foundAs, t.id, t.departmentId, t.requesterId, t.assigneeId, t.openedById
       from tickets f join tickets t on t.id = coalesce(f.mergedIntoId, f.id) where f.id in (${marks(ids)})`,
      ids,
    );
    return new Map(rows.map((row) => [row.foundAs, row]));
  });

  constructor(
    private readonly database: Database,
    private readonly tokens: MailTokens,
    private readonly references: MailReferences,
    private readonly subscribers: SubscribersService,
    private readonly senders: Senders,
    private readonly settings: SettingsService,
  ) {}

  /** Undefined: it opens a new ticket. */
  async find(letter: Letter): Promise<Thread | undefined> {
    return (await this.byToken(letter)) ?? (await this.byReference(letter)) ?? (await this.bySubject(letter));
  }

  /** A mail that was in quarantine, and is processed again, goes into its fallback ticket. */
  async again(ticketId: number | null): Promise<Thread | undefined> {
    const [ticket] = ticketId === null ? [] : await this.existing([ticketId]);
    return ticket && { ticketId: ticket.id, rule: 'manual', takesPart: true };
  }

  /** Proof by itself: only who was sent a mail of the ticket has its token. */
  private async byToken({ head, sender, envelope }: Letter): Promise<Thread | undefined> {
    const addresses = [...envelope, ...head.deliveredTo, ...head.recipients.map(({ address }) => address)];
    const ids = [
      ...addresses.map((address) => this.tokens.ticketOfAddress(address)),
      ...head.references.map((id) => this.tokens.ticketOfMessageId(id)),
    ].filter((id) => id !== undefined);
    const tickets = await this.existing([...new Set(ids)].slice(0, TOKENS_MAX));
    return this.first(tickets, 'token', sender, head);
  }

  /** Ids are known to everybody whom a mail went to or through: a stranger who is no good sender does not get in by one. */
  private async byReference({ head, sender, mailboxId }: Letter): Promise<Thread | undefined> {
    const tickets = await this.references.ticketsOf(head.references);
    for (const id of head.references) {
      const ids = tickets.get(id);
      if (!ids?.length) continue;
      const found = await this.existing(await this.ofMailboxFirst(ids, mailboxId));
      const thread = await this.first(found.slice(0, 1), 'reference', sender, head);
      if (thread) return thread.takesPart || head.authentication !== 'fail' ? thread : undefined;
    }
    return undefined;
  }

  /** Anybody can guess a number. */
  private async bySubject({ head, sender }: Letter): Promise<Thread | undefined> {
    const [, number] = NUMBER_IN_SUBJECT.exec(head.subject) ?? [];
    if (!number || head.authentication === 'fail') return undefined;
    const thread = await this.first(await this.existing([Number(number)]), 'subject', sender, head);
    return thread?.takesPart ? thread : undefined;
  }

  /** The first of these that the sender may write to: who may only read goes by, and what they said before is found again. */
  private async first(
    tickets: readonly TicketRow[],
    rule: Thread['rule'],
    sender: Sender,
    head: MailHead,
  ): Promise<Thread | undefined> {
    for (const ticket of tickets) {
      const { isMute, ...thread } = await this.threadOf(ticket, rule, sender, head);
      if (!isMute) return thread;
    }
    return undefined;
  }

  private async threadOf(
    ticket: TicketRow,
    rule: Thread['rule'],
    sender: Sender,
    head: MailHead,
  ): Promise<Found> {
    const isRequester = sender.user !== undefined && sender.user.id === ticket.requesterId;
    const staff = isRequester ? undefined : await this.staffOf(ticket, sender, head);
    const isSpeaker = isRequester || staff !== undefined;
    const part = isSpeaker ? { answers: true } : await this.subscribed(ticket.id, sender);
    const thread = { ticketId: ticket.id, rule, takesPart: part !== undefined, ...(staff && { staff }) };
    return { ...thread, isMute: part?.answers === false };
  }

  /** Staff are believed by their address alone unless their mail server says otherwise. */
  private async staffOf(ticket: TicketRow, sender: Sender, head: MailHead): Promise<StaffActor | undefined> {
    if (!sender.staff || head.authentication === 'fail') return undefined;
    const actor = await this.senders.actorOf(sender.staff);
    const isSeen =
      canSee(actor, ticket, this.settings.get('staff_visibility')) ||
      (await this.subscribers.partOf(ticket.id, { staffId: actor.id })) !== undefined;
    return isSeen ? actor : undefined;
  }

  private subscribed(
    ticketId: number,
    { addressKey, user, staff }: Sender,
  ): Promise<{ answers: boolean } | undefined> {
    return this.subscribers.partOf(ticketId, { addressKey, userId: user?.id, staffId: staff?.id });
  }

  /** Where one mail opened a ticket in several mailboxes, the answer that comes to one of them belongs to its ticket. */
  private async ofMailboxFirst(ids: readonly number[], mailboxId: number | null): Promise<number[]> {
    if (ids.length < 2) return [...ids];
    const rows = await this.database.query<{ ticketId: number }>(
      `select ticketId from inbound_mails where ticketId in (${marks(ids)}) and mailboxId = ? order by id limit 1`,
      [...ids, mailboxId],
    );
    return rows.length ? [rows[0]!.ticketId] : ids.slice(-1);
  }

  private async existing(ids: readonly number[]): Promise<TicketRow[]> {
    const found = await Promise.all(ids.map((id) => this.tickets.get(id)));
    return found.filter((ticket) => ticket !== undefined);
  }
}
