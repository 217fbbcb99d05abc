import { Injectable } from '@nestjs/common';
import { SYSTEM, authorOf, type Actor, type Author } from '../common/actor.js';
import { Clock } from '../common/clock.js';
import type { Tx } from '../database/database.js';
import { lockOne } from '../database/lock-one.js';
import { jointly } from '../database/together.js';
import { MailReferences } from '../mailboxes/mail-references.js';
import { TicketWords } from '../tickets/ticket-words.js';
import type { NamedAddress } from '../tickets/subscribers.service.js';
import { SubscriptionsService } from '../tickets/subscriptions.service.js';
import { Ticket } from '../tickets/ticket.entity.js';
import { TicketNotFound } from '../tickets/ticket.errors.js';
import { TicketsService, type Posted } from '../tickets/tickets.service.js';
import { UsersService } from '../users/users.service.js';
import type { ReadMail, RefusedFile } from './reading/read-mail.js';
import type { Post } from './judging/verdict.js';

/** A mail ready to become a message: all that is not SQL is done. */
export interface Posting {
  inboundMailId: number;
  read: ReadMail;
  post: Post;
}

/** Who speaks. */
interface Speaker {
  actor: Actor;
  author: Author;
  /** Null: nobody whom one could write to. */
  userId: number | null;
}

const NO_SUBJECT = '(no subject)';
const NOBODY: Speaker = {
  actor: SYSTEM,
  author: { kind: 'user', id: null, name: 'Unknown sender' },
  userId: null,
};

/** Writes a mail into the tickets, in the transaction of its ledger row. */
@Injectable()
export class MailPoster {
  constructor(
    private readonly clock: Clock,
    private readonly tickets: TicketsService,
    private readonly ticketWords: TicketWords,
    private readonly users: UsersService,
    private readonly subscriptions: SubscriptionsService,
    private readonly references: MailReferences,
  ) {}

  async post(tx: Tx, posting: Posting): Promise<Posted> {
    const { post, read } = posting;
    const speaker = await this.speakerOf(tx, posting);
    const posted = post.thread
      ? await this.reply(tx, posting, post.thread.ticketId, speaker)
      : await this.open(tx, posting, speaker);
    if (read.head.messageId) await this.references.add(tx, read.head.messageId, posted.ticketId);
    await this.subscriptions.addNamed(tx, posted.ticketId, post.subscribe);
    await this.noteRefused(tx, posted.ticketId, read.refused);
    return posted;
  }

  private open(tx: Tx, posting: Posting, { actor, author, userId }: Speaker): Promise<Posted> {
    const { read, post } = posting;
    const opening = {
      ...this.words(posting),
      departmentId: post.departmentId,
      subject: read.head.subject || NO_SUBJECT,
      requesterId: userId,
      author,
      acknowledge: post.acknowledge,
    };
    return this.tickets.openIn(tx, actor, opening, read.files);
  }

  private async reply(
    tx: Tx,
    posting: Posting,
    ticketId: number,
    { actor, author }: Speaker,
  ): Promise<Posted> {
    // Deleted or merged since it was found; tried again, the mail goes elsewhere.
    const ticket = await lockOne(tx, Ticket, ticketId);
    if (!ticket || ticket.mergedIntoId !== null) throw new TicketNotFound();
    const { read, post } = posting;
    const reply = {
      ...this.words(posting),
      author,
      visibility: post.visibility,
      // A vacation notice is no word of the user: it opens nothing again, and nobody waits for an answer to it.
      ...(read.head.isAutoReply && { status: ticket.status }),
    };
    return this.tickets.replyIn(tx, actor, ticket, reply, read.files);
  }

  private words({ inboundMailId, read: { head, stored } }: Posting) {
    const { body, format } = stored;
    const addressed = [...head.recipients, ...(head.from ? [head.from] : [])].map(({ address }) => address);
    const automatic = head.automatic !== undefined;
    return { body, format, mail: { inboundMailId, automatic, stored, addressed } };
  }

  /** Staff where the mail may speak for them, else the user with this address, who is made where there is none. */
  private async speakerOf(tx: Tx, { read, post }: Posting): Promise<Speaker> {
    const { sender, thread } = post;
    const { from } = read.head;
    if (thread?.staff) return { actor: thread.staff, author: authorOf(thread.staff), userId: null };
    if (!sender || !from) return NOBODY;
    const { id, name } = sender.user ?? (await this.newUser(tx, from));
    const actor: Actor = { kind: 'user', id, name, permissions: new Set() };
    return { actor, author: authorOf(actor), userId: id };
  }

  private async newUser(tx: Tx, from: NamedAddress): Promise<{ id: number; name: string }> {
    const input = { fullName: from.name || from.address, email: from.address };
    const id = await jointly(tx, 'users', input, async (inputs) => {
      const ids = await this.users.ensureAll(tx, SYSTEM, inputs);
      return new Map(inputs.map((one, at) => [one, ids[at]!]));
    });
    return { id: id!, name: input.fullName };
  }

  /** For staff: the sender's own words stay as they are. */
  private async noteRefused(tx: Tx, ticketId: number, refused: readonly RefusedFile[]): Promise<void> {
    if (!refused.length) return;
    const lines = refused.map(({ name, reason }) => `- ${name}: ${reason}`);
    const body = `Files of this mail were not taken; the mail as it came has them.\n\n${lines.join('\n')}`;
    await this.ticketWords.leaveWord(tx, ticketId, body, this.clock.now(), 'internal');
  }
}
