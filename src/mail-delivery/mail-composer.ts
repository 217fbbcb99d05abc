import { Injectable } from '@nestjs/common';
import { AttachmentsService } from '../attachments/attachments.service.js';
import { SYSTEM } from '../common/actor.js';
import { isEmailAddress } from '../common/email-address.js';
import { AppError } from '../common/errors.js';
import { htmlOf, textOf } from '../messages/message-body.js';
import { MessagesService, type MessageRow } from '../messages/messages.service.js';
import { SettingsService } from '../settings/settings.service.js';
import { TicketsQueries, type TicketRow } from '../tickets/tickets.queries.js';
import type { User } from '../users/user.entity.js';
import { UsersService } from '../users/users.service.js';
import type { Mail } from './mail.js';
import { ACKNOWLEDGEMENT } from './templates/acknowledgement.js';
import { STAFF_REPLY } from './templates/staff-reply.js';
import { fillTemplate } from './templates/template.js';
import { WELCOME } from './templates/welcome.js';

/** A message with those it concerns. */
interface Correspondence {
  ticket: TicketRow;
  message: MessageRow;
  requester: User;
}

/**
 * Who gets which mail about what happened. Everything is read when the mail is made: what is gone by then,
 * or belongs to somebody who gets no mail, makes none.
 */
@Injectable()
export class MailComposer {
  constructor(
    private readonly tickets: TicketsQueries,
    private readonly messages: MessagesService,
    private readonly users: UsersService,
    private readonly attachments: AttachmentsService,
    private readonly settings: SettingsService,
  ) {}

  /** The welcome; it carries neither a password nor a link. */
  async userCreated({ userId }: { userId: number }): Promise<Mail[]> {
    const user = await this.reachable(userId);
    if (!user) return [];
    const values = { ...this.greeting(user), address: user.email };
    return [
      {
        ...fillTemplate(WELCOME, values),
        ...addressed(user),
        event: 'welcome',
        date: user.createdAt,
        automatic: true,
        files: [],
      },
    ];
  }

  /** The acknowledgement if it is wanted, and what staff wrote if staff opened the ticket. */
  async ticketOpened(opened: { ticketId: number; messageId: number; acknowledge: boolean }): Promise<Mail[]> {
    const correspondence = await this.read(opened.ticketId, opened.messageId);
    if (!correspondence) return [];
    return [
      ...(opened.acknowledge ? [this.acknowledgement(correspondence)] : []),
      ...(correspondence.message.authorKind === 'staff' ? [await this.staffReply(correspondence)] : []),
    ];
  }

  /** A public message of the desk: of staff, or of a script that speaks for it. */
  async messagePosted(posted: { ticketId: number; messageId: number }): Promise<Mail[]> {
    const correspondence = await this.read(posted.ticketId, posted.messageId);
    if (!correspondence) return [];
    const { visibility, authorKind } = correspondence.message;
    if (visibility !== 'public' || authorKind === 'user') return [];
    return [await this.staffReply(correspondence)];
  }

  private acknowledgement({ ticket, message, requester }: Correspondence): Mail {
    const values = { ...this.greeting(requester), number: String(ticket.id), subject: ticket.subject };
    return {
      ...fillTemplate(ACKNOWLEDGEMENT, values),
      ...addressed(requester),
      event: 'acknowledgement',
      date: new Date(message.createdAt),
      automatic: true,
      files: [],
    };
  }

  private async staffReply({ ticket, message, requester }: Correspondence): Promise<Mail> {
    const site = this.settings.get('site_name');
    const values = {
      site,
      // The name of an API token is no business of the requester.
      author: message.authorKind === 'staff' ? message.authorName : site,
      number: String(ticket.id),
      subject: ticket.subject,
      message: { text: textOf(message), html: htmlOf(message) },
    };
    return {
      ...fillTemplate(STAFF_REPLY, values),
      ...addressed(requester),
      event: 'staff-reply',
      date: new Date(message.createdAt),
      automatic: false,
      files: await this.attachments.list({ messageId: message.id }),
    };
  }

  private greeting(user: User) {
    return { site: this.settings.get('site_name'), name: user.fullName };
  }

  private async read(ticketId: number, messageId: number): Promise<Correspondence | undefined> {
    const ticket = await unlessGone(this.tickets.get(SYSTEM, ticketId));
    const message = await this.messages.selectOptional(messageId);
    const requester = ticket?.requesterId ? await this.reachable(ticket.requesterId) : undefined;
    return ticket && message && requester && { ticket, message, requester };
  }

  /** A user who gets mail. */
  private async reachable(userId: number): Promise<User | undefined> {
    const user = await unlessGone(this.users.get(userId));
    return user?.active && isEmailAddress(user.email) ? user : undefined;
  }
}

const addressed = (user: User): Pick<Mail, 'to'> => ({ to: { name: user.fullName, address: user.email } });

async function unlessGone<T>(read: Promise<T>): Promise<T | undefined> {
  try {
    return await read;
  } catch (error) {
    if (error instanceof AppError && error.kind === 'not_found') return undefined;
    throw error;
  }
}
