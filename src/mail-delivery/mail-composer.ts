import { Injectable } from '@nestjs/common';
import { AttachmentsService } from '../attachments/attachments.service.js';
import { SYSTEM, type Author } from '../common/actor.js';
import { emailKey } from '../common/email-address.js';
import { AppError } from '../common/errors.js';
import { textToHtml } from '../common/html.js';
import type { Changes } from '../events/changes.js';
import { htmlOf, textOf } from '../messages/message-body.js';
import { MessagesService, type MessageRow } from '../messages/messages.service.js';
import type { TicketStatus } from '../tickets/ticket.states.js';
import { TicketsQueries, type TicketRow } from '../tickets/tickets.queries.js';
import type { Addressee, Mail } from './mail.js';
import { MailPeople, type DepartmentCopies, type Except, type StaffConcern } from './mail-people.js';
import { MailTexts } from './mail-texts.js';
import type { MailEvent } from './templates/mail-events.js';
import type { TemplateValue } from './templates/template.js';

/** Payload of `ticket.opened` and `message.posted`. */
export interface MessageCause {
  messageId: number;
  /** Tells the requester that the ticket has arrived. */
  acknowledge?: boolean;
  /** And nothing else about it. */
  acknowledgeOnly?: boolean;
  /** The message is the resolution of its ticket: one mail tells of both. */
  resolved?: boolean;
  /** A machine wrote it: staff are told, nobody else. */
  automatic?: boolean;
  /** False: staff are not told, as of new tickets by HelpDeskZ's API. */
  tellStaff?: boolean;
  /** Addresses that have it already, from the mail it came by. */
  addressed?: readonly string[];
}

/** Payload of `ticket.changed`. */
export interface ChangeCause {
  ticketId: number;
  /** A past participle: `closed`. */
  action: string;
  changes: Changes;
  /** RFC 3339. */
  at: string;
  actor: Author;
}

/** What happened, with all that a mail about it shows. */
interface Occasion {
  ticket: TicketRow;
  message?: MessageRow;
  actor?: string;
  /** Who works on the ticket, by name. */
  assignee?: string;
  /** The name of its category. */
  category?: string;
  /** How it was resolved, where users may read it. */
  resolution?: TemplateValue;
  date: Date;
  /** Who is not written to. */
  except: Except;
}

/**
 * Which mails a cause makes. Everything is read when the mail is made: what is gone by then, or belongs to somebody who
 * gets no mail, makes none. Users hear of public messages and of changes, staff also of notes, and nobody of what they
 * did themselves.
 */
@Injectable()
export class MailComposer {
  constructor(
    private readonly tickets: TicketsQueries,
    private readonly messages: MessagesService,
    private readonly attachments: AttachmentsService,
    private readonly people: MailPeople,
    private readonly texts: MailTexts,
  ) {}

  /** The acknowledgement if it is wanted, what staff wrote if staff opened the ticket, and word to staff. */
  async ticketOpened(cause: MessageCause): Promise<Mail[]> {
    const occasion = await this.occasionOf(cause);
    if (!occasion) return [];
    const { ticket, message, except } = occasion;
    const isOfStaff = message.authorKind === 'staff';
    const acknowledged = cause.acknowledge && !cause.automatic && ticket.requesterId;
    const assignee = await this.assigneeOf(ticket, except);
    // Who gets copies from the start hears of it as of any other message.
    const concern = { own: 'own_ticket_replied', department: 'department_ticket_opened' } as const;
    const colleagues = await this.staffOf(cause, occasion, concern);
    const told = [...assignee, ...colleagues];
    return this.all([
      acknowledged ? this.toUser('acknowledgement', ticket.requesterId!, occasion) : [],
      isOfStaff && !cause.acknowledgeOnly ? this.together('staff_reply', occasion) : [],
      this.each('staff_ticket_assigned', assignee, occasion),
      this.each('staff_ticket_opened', without(colleagues, assignee), occasion),
      cause.tellStaff === false ? [] : this.copy('staff_ticket_opened', 'newTicketCc', told, occasion),
    ]);
  }

  /** Public words to those who take part, and word to staff; a note to staff alone. */
  async messagePosted(cause: MessageCause): Promise<Mail[]> {
    const occasion = await this.occasionOf(cause);
    if (!occasion) return [];
    const { message } = occasion;
    const changed = cause.resolved
      ? await this.staffOf(cause, occasion, { own: 'own_ticket_changed' })
      : ([] as const);
    if (message.visibility !== 'public') {
      const staff = await this.staffOf(cause, occasion, { own: 'own_ticket_noted' });
      return this.all([
        // Users are told that it is resolved, and not how.
        cause.resolved ? this.together('ticket_resolved', { ...occasion, message: undefined }) : [],
        this.each('staff_ticket_changed', without(changed, staff), occasion),
        this.each('staff_note_added', staff, occasion),
        cause.tellStaff === false ? [] : this.copy('staff_note_added', 'updatedTicketCc', staff, occasion),
      ]);
    }
    const isOfUser = message.authorKind === 'user';
    const department = isOfUser ? ('department_ticket_replied' as const) : undefined;
    const staff = await this.staffOf(cause, occasion, { own: 'own_ticket_replied', department });
    return this.all([
      isOfUser && message.inboundMailId !== null && !cause.automatic
        ? this.toUser('reply_acknowledgement', message.authorId!, occasion)
        : [],
      cause.automatic ? [] : this.toParticipants(cause, occasion),
      this.each('staff_message_posted', staff, occasion),
      this.each('staff_ticket_changed', without(changed, staff), occasion),
      cause.tellStaff === false ? [] : this.copy('staff_message_posted', 'updatedTicketCc', staff, occasion),
    ]);
  }

  /** What is new to those who take part and to its staff; and to a new assignee, unless it is another one by now. */
  async ticketChanged({ ticketId, action, changes, actor, at }: ChangeCause): Promise<Mail[]> {
    const now = await unlessGone(this.tickets.get(SYSTEM, ticketId));
    const news = now && newsOf(action, changes, now);
    if (!news) return [];
    // As it was then: the ticket may have moved on, and that is told by itself.
    const ticket = { ...now, ...valuesAfter(changes) };
    const except = { kind: actor.kind, id: actor.id };
    const isPerson = actor.kind === 'staff' || actor.kind === 'user';
    const names = await this.people.namesAround(ticket);
    const occasion = {
      ticket,
      date: new Date(at),
      except,
      ...names,
      ...(isPerson && { actor: actor.name }),
      ...resolutionIn(changes, now),
    };
    if (action === 'escalated') return this.escalated(news, occasion);
    const isAssigned = changes['assigneeId']?.[1] === now.assigneeId;
    const assignee = isAssigned ? await this.assigneeOf(ticket, except) : [];
    const staff = await this.people.staff(ticket, { own: 'own_ticket_changed' }, except);
    return this.all([
      this.together(news.user, occasion),
      this.each('staff_ticket_assigned', assignee, occasion),
      this.each(news.staff, without(staff, assignee), occasion),
      changes['status'] ? this.copy(news.staff, 'updatedTicketCc', [...staff, ...assignee], occasion) : [],
    ]);
  }

  /** Its priority was raised, or is what it was: that is for the desk to choose, and the mail says neither. */
  private async escalated(news: News, occasion: Occasion): Promise<Mail[]> {
    const { ticket, except } = occasion;
    const staff = await this.people.staff(ticket, { own: 'own_ticket_escalated' }, except);
    return this.all([
      this.together(news.user, occasion),
      this.each(news.staff, staff, occasion),
      this.copy(news.staff, 'updatedTicketCc', staff, occasion),
    ]);
  }

  private async staffOf(
    { tellStaff }: MessageCause,
    { ticket, except }: Occasion,
    notifications: StaffConcern,
  ): Promise<Addressee[]> {
    return tellStaff === false ? [] : this.people.staff(ticket, notifications, except);
  }

  private async toUser(event: MailEvent, userId: number, occasion: Occasion): Promise<Mail[]> {
    const user = (await this.texts.isOn(event)) ? await this.people.user(userId) : undefined;
    return this.each(event, user ? [user] : [], occasion);
  }

  private async assigneeOf({ assigneeId }: TicketRow, except: Except): Promise<Addressee[]> {
    if (assigneeId === null || (except.kind === 'staff' && except.id === assigneeId)) return [];
    const assignee = await this.people.staffMember(assigneeId, 'ticket_assigned');
    return assignee ? [assignee] : [];
  }

  /** Undefined: the message or its ticket is gone. */
  private async occasionOf({
    messageId,
    addressed = [],
  }: MessageCause): Promise<(Occasion & { message: MessageRow }) | undefined> {
    const message = await this.messages.selectWithAuthor(messageId);
    const ticket = message && (await unlessGone(this.tickets.get(SYSTEM, message.ticketId)));
    if (!ticket) return undefined;
    // Somebody may be a user and a member of staff by one address: their own words are no news to either.
    const own = message.authorEmail ? [message.authorEmail] : [];
    const addressKeys = new Set([...addressed, ...own].map(emailKey));
    const except = { kind: message.authorKind, id: message.authorId, addressKeys };
    const isPerson = message.authorKind === 'staff' || message.authorKind === 'user';
    const actor = isPerson && { actor: message.authorName };
    return { ticket, message, date: new Date(message.createdAt), except, ...actor };
  }

  /** What was written; where it is the resolution, the mail that says so carries it, unless that is switched off. */
  private async toParticipants(
    { resolved }: MessageCause,
    occasion: Occasion & { message: MessageRow },
  ): Promise<Mail[]> {
    const { message } = occasion;
    const resolution = { text: textOf(message), html: htmlOf(message) };
    const news = resolved ? await this.together('ticket_resolved', { ...occasion, resolution }) : [];
    if (news.length) return news;
    return this.together(message.authorKind === 'user' ? 'user_reply' : 'staff_reply', occasion);
  }

  /** One mail to the requester and the subscribers. */
  private async together(event: MailEvent, occasion: Occasion): Promise<Mail[]> {
    const [to, ...cc] = await this.people.participants(occasion.ticket, occasion.except);
    return to ? this.write(event, to, cc, occasion) : [];
  }

  /** One mail to those to whom the department sends copies, without those who are told by themselves. */
  private async copy(
    event: MailEvent,
    list: DepartmentCopies,
    told: readonly Addressee[],
    occasion: Occasion,
  ): Promise<Mail[]> {
    const copies = await this.people.copies(occasion.ticket, list, occasion.except);
    const [to, ...cc] = without(copies, told);
    return to ? this.write(event, to, cc, occasion) : [];
  }

  /** A mail to each. */
  private each(event: MailEvent, people: readonly Addressee[], occasion: Occasion): Promise<Mail[]> {
    return this.all(people.map((person) => this.write(event, person, [], occasion)));
  }

  private async write(
    event: MailEvent,
    to: Addressee,
    cc: readonly Addressee[],
    { ticket, message, date, ...names }: Occasion,
  ): Promise<Mail[]> {
    // By a link one speaks as its person: it goes to them alone.
    const linkFor = cc.length || !to.canView ? undefined : to.userId;
    const content = await this.texts.render(event, { ...names, person: to, ticket, message, linkFor });
    if (!content) return [];
    const files =
      message && BRINGS_FILES.has(event) ? await this.attachments.list({ messageId: message.id }) : [];
    const about = { ticket: { id: ticket.id, departmentId: ticket.departmentId }, messageId: message?.id };
    return [{ ...content, ...about, event, to, cc, date, files }];
  }

  private async all(mails: readonly (Mail[] | Promise<Mail[]>)[]): Promise<Mail[]> {
    return (await Promise.all(mails)).flat();
  }
}

/** Who takes part gets what was sent; staff find the files at the ticket. */
const BRINGS_FILES: ReadonlySet<MailEvent> = new Set<MailEvent>([
  'staff_reply',
  'user_reply',
  'ticket_resolved',
]);

/** The mails to those who take part and to staff. */
interface News {
  user: MailEvent;
  staff: MailEvent;
}

/** Of all that one change did, what matters most; undefined: nothing that anybody is told. */
function newsOf(action: string, changes: Changes, now: TicketRow): News | undefined {
  const to = (name: string): unknown => changes[name]?.[1];
  const status = to('status') as TicketStatus | undefined;
  if (action === 'escalated') return { user: 'ticket_escalated', staff: 'staff_ticket_escalated' };
  if (action === 'autoclosed') return { user: 'ticket_autoclosed', staff: 'staff_ticket_closed' };
  if (status === 'resolved') return { user: 'ticket_resolved', staff: 'staff_ticket_changed' };
  if (status === 'closed') return { user: 'ticket_closed', staff: 'staff_ticket_closed' };
  if (to('assigneeId')) return { user: 'ticket_assigned', staff: 'staff_ticket_given' };
  if (to('assigneeId') === null) return { user: 'ticket_released', staff: 'staff_ticket_released' };
  const places = ['departmentId', 'categoryId'] as const;
  // Its place has a name only while it is there.
  if (
    places.some((name) => name in changes) &&
    places.every((name) => [undefined, now[name]].includes(to(name) as number))
  )
    return { user: 'ticket_moved', staff: 'staff_ticket_moved' };
  return status && { user: 'ticket_changed', staff: 'staff_ticket_changed' };
}

/** What was set together with the status; one of earlier days is no news. */
function resolutionIn(changes: Changes, now: TicketRow): Pick<Occasion, 'resolution'> {
  const text = changes['resolution']?.[1];
  if (typeof text !== 'string' || now.resolutionVisibility !== 'public') return {};
  return { resolution: { text, html: textToHtml(text) } };
}

function valuesAfter(changes: Changes): Pick<Partial<TicketRow>, 'status' | 'assigneeId'> {
  const { status, assigneeId } = changes;
  return {
    ...(status && { status: status[1] as TicketStatus }),
    ...(assigneeId && { assigneeId: assigneeId[1] as number | null }),
  };
}

const without = (people: readonly Addressee[], others: readonly Addressee[]): Addressee[] =>
  people.filter(({ address }) => !others.some((other) => emailKey(other.address) === emailKey(address)));

async function unlessGone<T>(read: Promise<T>): Promise<T | undefined> {
  try {
    return await read;
  } catch (error) {
    if (error instanceof AppError && error.kind === 'not_found') return undefined;
    throw error;
  }
}
