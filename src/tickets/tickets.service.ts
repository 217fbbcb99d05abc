import { Injectable } from '@nestjs/common';
import type { AcceptedFile, UploadedFile } from '../attachments/attachment-rules.js';
import { SYSTEM, authorOf, type Actor, type Author } from '../common/actor.js';
import { Clock } from '../common/clock.js';
import { requireVersion } from '../common/row-version.js';
import { Database, type Tx } from '../database/database.js';
import { insertRow } from '../database/rows.js';
import type { Changes } from '../events/changes.js';
import { storeBody, type StoredBody } from '../messages/message-body.js';
import type { MessageFormat, Visibility } from '../messages/message.entity.js';
import type { GivenValues } from '../custom-fields/custom-field-values.service.js';
import type { UserInput } from '../users/users.service.js';
import type { SubscriberInput } from './subscribers.service.js';
import { RESPONDERS, type FirstResponse } from './first-response.js';
import { moveAssigned } from './staff-work.js';
import { TicketAccess } from './ticket-access.js';
import { TicketCompanions } from './ticket-companions.js';
import { TicketRecords } from './ticket-records.js';
import { tallyTicket, tallyWork, type Work } from './ticket-tallies.js';
import { TicketWords } from './ticket-words.js';
import { workerOf } from './ticket-work.js';
import { Ticket } from './ticket.entity.js';
import { escalationFrom } from './ticket.escalation.js';
import { PRIORITIES, type Priority } from './ticket.priority.js';
import { nextStatus, type TicketStatus } from './ticket.states.js';
import { openingBy, replyBy } from './users-words.js';

export interface Opening {
  departmentId: number;
  /** Of the department. */
  categoryId?: number | null;
  subject: string;
  body: string;
  /** The heading of its first message. */
  title?: string | null;
  format: MessageFormat;
  /** Null: nobody asked. */
  requesterId?: number | null;
  /** Instead of an id: found by address, or created. */
  requester?: UserInput;
  /** Who speaks; absent: the actor. A token speaks for the desk and may name somebody. */
  author?: Author;
  priority?: Priority;
  /** Absent: whom the department gives its new tickets to. Null: nobody. */
  assigneeId?: number | null;
  dueAt?: Date | null;
  /** Of work, that of its first message. */
  minutes?: number;
  /** Names; one that is new becomes a tag, where the actor may create them. */
  tags?: readonly string[];
  subscribers?: readonly SubscriberInput[];
  /** By name. Absent: whoever opens it cannot say them, and those that are required are not asked for. */
  customFields?: GivenValues;
  files?: readonly UploadedFile[];
  /** Tells the requester that the ticket was opened; `only` this, and not in what words, where staff opened it. */
  acknowledge?: boolean | 'only';
  /** The mail it came by. */
  mail?: MailOrigin;
  /** False: staff who want to hear of new tickets hear nothing of this one. */
  tellStaff?: boolean;
}

export interface Reply {
  body: string;
  /** Its heading. */
  title?: string | null;
  format: MessageFormat;
  visibility?: Visibility;
  /** As in `Opening`. */
  author?: Author;
  /** Set by hand after the reply, whatever the reply itself leads to. A public one with `resolved` is the resolution. */
  status?: TicketStatus;
  /** The message is the resolution: the ticket is resolved by it. */
  resolves?: true;
  files?: readonly UploadedFile[];
  /** False: staff hear nothing of it by mail. */
  tellStaff?: boolean;
  minutes?: number;
  /** As in `Opening`. */
  mail?: MailOrigin;
}

/** What a message by mail has beside its words. */
export interface MailOrigin {
  inboundMailId: number;
  /** No person wrote it: nothing answers it. */
  automatic: boolean;
  /** Who sent it and who got it themselves: copies of it are no news to them. */
  addressed?: readonly string[];
  /** The body in its stored forms, made before the transaction. */
  stored: StoredBody;
}

/** What was written. */
export interface Posted {
  ticketId: number;
  messageId: number;
}

/** A change by hand: recorded, without the checks that actions make. Absent means "leave". */
export interface TicketChange {
  subject?: string;
  status?: TicketStatus;
  priority?: Priority;
  departmentId?: number;
  /** Of the department; absent with another department: none. */
  categoryId?: number | null;
  assigneeId?: number | null;
  onHold?: boolean;
  dueAt?: Date | null;
  /** Who asks; null: nobody. */
  requesterId?: number | null;
  /** Only what this one is said to be merged into: its messages stay. Null: into nothing. */
  mergedIntoId?: number | null;
  /** As plain text; null clears it. */
  resolution?: string | null;
  /** Absent: as that of the present resolution; without one, public. */
  resolutionVisibility?: Visibility;
  /** All it shall have, by name. */
  tags?: readonly string[];
  /** By name; null empties. */
  customFields?: GivenValues;
}

/** The heart: opens, answers and changes tickets. Each call is one transaction with its events and debts. */
@Injectable()
export class TicketsService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly access: TicketAccess,
    private readonly words: TicketWords,
    private readonly companions: TicketCompanions,
    private readonly records: TicketRecords,
  ) {}

  /**
   * Opens a ticket with its first message and files: all of it, or nothing.
   * @throws InvalidInput naming each field that points nowhere, and the errors of `AttachmentsService.accept`
   */
  async open(actor: Actor, asked: Opening): Promise<Posted> {
    const opening = openingBy(actor, asked);
    const files = await this.words.accept(opening.files);
    return this.database.transaction(async (tx) => {
      await this.access.requireTargets(tx, actor, opening);
      const requesterId = await this.access.requesterOf(tx, actor, opening);
      return this.openIn(tx, actor, { ...opening, requesterId }, files);
    });
  }

  /** As `open`, for a door with a transaction of its own that has made sure of department, requester and files. */
  async openIn(tx: Tx, actor: Actor, opening: Opening, files: readonly AcceptedFile[]): Promise<Posted> {
    const author = opening.author ?? authorOf(actor);
    const at = this.clock.now();
    const byDefault =
      opening.assigneeId === undefined ? await this.access.defaultAssigneeOf(tx, opening.departmentId) : null;
    const assigneeId = opening.assigneeId ?? byDefault;
    const ticketId = await this.insert(tx, { ...opening, assigneeId }, author, at);
    this.records.opened(tx, ticketId);
    const messageId = await this.words.append(tx, actor, ticketId, opening, files, at);
    tallyWork(tx, [workOf(opening, author, opening.departmentId, at)]);
    await this.companions.add(tx, actor, { id: ticketId, departmentId: opening.departmentId }, opening);
    await this.records.append(tx, actor, ticketId, 'ticket.opened', {
      details: { messageId, ...filesIn(files) },
    });
    if (byDefault !== null)
      await this.records.append(tx, SYSTEM, ticketId, 'ticket.assigned', {
        changes: { assigneeId: [null, byDefault] },
        details: { byDefault: true },
      });
    await this.companions.join(tx, actor, ticketId, { author, assigneeId });
    await this.records.owe(tx, 'ticket.opened', {
      ticketId,
      messageId,
      acknowledge: Boolean(opening.acknowledge),
      ...(opening.acknowledge === 'only' && { acknowledgeOnly: true }),
      tellStaff: opening.tellStaff !== false,
      ...(opening.mail?.automatic && { automatic: true }),
    });
    await this.records.move(tx, undefined, { departmentId: opening.departmentId, status: 'open' });
    return { ticketId, messageId };
  }

  /**
   * Adds a reply or an internal note; a public reply moves the status by the state table. What a user writes to a ticket
   * that was merged goes to the one it was merged into.
   * @throws TicketNotFound, TicketReadOnly, TicketStaffOnly and the errors of `AttachmentsService.accept`
   */
  async reply(actor: Actor, ticketId: number, reply: Reply): Promise<Posted> {
    const files = await this.words.accept(replyBy(actor, reply).files);
    return this.database.transaction(async (tx) => {
      const found = await this.access.lockVisible(tx, actor, ticketId);
      const isOfUser = (reply.author ?? authorOf(actor)).kind === 'user';
      const ticket = isOfUser ? await this.access.lockMerged(tx, found) : found;
      await this.access.requireReplier(tx, actor, ticket, found);
      return this.replyIn(tx, actor, ticket, reply, files);
    });
  }

  /** As `reply`, for a door that has locked the ticket and decided that this one may write there. */
  async replyIn(
    tx: Tx,
    actor: Actor,
    ticket: Ticket,
    reply: Reply,
    files: readonly AcceptedFile[],
  ): Promise<Posted> {
    const before = { departmentId: ticket.departmentId, status: ticket.status };
    const at = this.clock.now();
    const ticketId = ticket.id;
    const author = reply.author ?? authorOf(actor);
    const messageId = await this.words.append(tx, actor, ticketId, reply, files, at);
    tallyWork(tx, [workOf(reply, author, ticket.departmentId, at)]);
    const status = this.statusAfter(actor, ticket, reply);
    const isPublic = reply.visibility !== 'internal';
    const changes: Changes = status === before.status ? {} : { status: [before.status, status] };
    const columns = {
      status,
      ...(isResolution(reply) && resolutionBy(reply)),
      ...(reply.minutes && { minutes: ticket.minutes + reply.minutes }),
      ...(isPublic && { replyCount: ticket.replyCount + 1, lastMessageAt: at }),
      ...(isPublic && responseBy(author, ticket, at)),
    };
    await this.records.save(tx, ticket, at, columns, author);
    await this.records.append(tx, actor, ticketId, isPublic ? 'ticket.replied' : 'ticket.noted', {
      changes: reply.resolves ? {} : changes,
      details: { messageId, ...filesIn(files) },
    });
    await this.companions.join(tx, actor, ticketId, { author });
    // Told with the message, in one mail.
    if (reply.resolves)
      await this.records.append(tx, actor, ticketId, 'ticket.resolved', { changes, details: { messageId } });
    await this.records.owe(tx, 'message.posted', { ticketId, messageId, ...causeIn(reply) });
    await this.records.move(tx, before, { departmentId: ticket.departmentId, status });
    return { ticketId, messageId };
  }

  /**
   * Changes a ticket by hand; what is the same already changes nothing.
   * @throws TicketNotFound, StaleVersion, InvalidInput, DepartmentNotYours, TicketMoveRefused, TicketNotYours
   */
  async change(
    actor: Actor,
    ticketId: number,
    change: TicketChange,
    expectedVersion?: number,
  ): Promise<void> {
    await this.database.transaction((tx) => this.changeIn(tx, actor, ticketId, change, { expectedVersion }));
  }

  /** As `change`, as a part of more; `quietly`: nobody gets a mail about it. */
  async changeIn(
    tx: Tx,
    actor: Actor,
    ticketId: number,
    change: TicketChange,
    { expectedVersion, quietly = false }: { expectedVersion?: number; quietly?: boolean },
  ): Promise<void> {
    const ticket = await this.access.lockVisible(tx, actor, ticketId);
    requireVersion(ticket, expectedVersion);
    this.access.requireStaff(actor);
    const columns = columnsOf(ticket, change);
    const changed = changesOf(ticket, columns);
    await this.requireAllowed(tx, actor, ticket, changed);
    const place = { id: ticketId, departmentId: columns.departmentId ?? ticket.departmentId };
    const changes = { ...changed, ...(await this.companions.set(tx, actor, place, change)) };
    if (!Object.keys(changes).length) return;
    const before = { departmentId: ticket.departmentId, status: ticket.status };
    const at = this.clock.now();
    const values = Object.fromEntries(Object.entries(changed).map(([name, [, to]]) => [name, to]));
    await this.records.save(tx, ticket, at, values, authorOf(actor));
    await this.records.append(tx, actor, ticketId, 'ticket.changed', { changes });
    if (!quietly) await this.records.tell(tx, actor, ticketId, 'changed', changes, at);
    await this.companions.join(tx, actor, ticketId, { assigneeId: values['assigneeId'] as number | null });
    await this.records.move(tx, before, { ...before, ...onlyPlace(columns) });
  }

  private async insert(tx: Tx, opening: Opening, author: Author, at: Date): Promise<number> {
    const priority = PRIORITIES[opening.priority ?? 'normal'];
    await moveAssigned(tx, undefined, { assigneeId: opening.assigneeId ?? null, status: 'open' });
    const ticket = {
      subject: opening.subject,
      status: 'open',
      priority,
      departmentId: opening.departmentId,
      categoryId: opening.categoryId ?? null,
      requesterId: opening.requesterId ?? null,
      assigneeId: opening.assigneeId ?? null,
      openedById: author.kind === 'staff' ? author.id : null,
      onHold: false,
      dueAt: opening.dueAt ?? null,
      overdueAt: this.records.overdueAt({
        status: 'open',
        onHold: false,
        dueAt: opening.dueAt ?? null,
        lastMessageAt: at,
      }),
      escalationFrom: escalationFrom({ status: 'open', onHold: false, priority }, at),
      replyCount: 0,
      minutes: opening.minutes ?? 0,
      lastMessageAt: at,
      createdAt: at,
      updatedAt: at,
      version: 1,
    } as const;
    const news = { firstResponseAt: null, firstResponderId: null, closedAt: null, closedById: null };
    tallyTicket(tx, undefined, { ...ticket, ...news });
    return insertRow(tx, 'tickets', ticket);
  }

  private statusAfter(actor: Actor, ticket: Ticket, reply: Reply): TicketStatus {
    const speaker = (reply.author ?? authorOf(actor)).kind;
    const action =
      reply.visibility === 'internal' ? 'note' : speaker === 'user' ? 'user_reply' : 'staff_reply';
    const status = reply.status ?? nextStatus(reply.resolves ? 'resolve' : action, ticket.status);
    if (status === 'closed' && ticket.status !== 'closed') this.access.requireCloser(actor, ticket);
    return status;
  }

  private async requireAllowed(tx: Tx, actor: Actor, ticket: Ticket, changes: Changes): Promise<void> {
    const to = <T>(column: string): T | undefined => changes[column]?.[1] as T | undefined;
    const departmentId = to<number>('departmentId');
    if (!Object.keys(changes).length) return;
    await this.access.requireTargets(tx, actor, {
      departmentId,
      categoryId: to<number | null>('categoryId'),
      homeId: departmentId ?? ticket.departmentId,
      assigneeId: to<number | null>('assigneeId'),
      requesterId: to<number | null>('requesterId'),
    });
    await this.access.requireMergeTarget(tx, actor, ticket.id, to<number | null>('mergedIntoId'));
    if (departmentId !== undefined || changes['categoryId']) this.access.requireMover(actor);
    if (departmentId !== undefined) this.access.requireOwnDepartment(actor, departmentId);
    if (to('assigneeId') || changes['onHold']) this.access.requireOwnDepartment(actor, ticket.departmentId);
    if (to('status') === 'closed') this.access.requireCloser(actor, ticket);
  }
}

const workOf = ({ minutes = 0 }: Reply | Opening, author: Author, departmentId: number, at: Date): Work => ({
  departmentId,
  staffId: workerOf(author),
  minutes,
  createdAt: at,
});

/** For who is told of it. */
const causeIn = (reply: Reply): Record<string, unknown> => ({
  ...(isResolution(reply) && { resolved: true }),
  ...(reply.mail?.automatic && { automatic: true }),
  ...(reply.mail?.addressed && { addressed: reply.mail.addressed }),
  ...(reply.tellStaff === false && { tellStaff: false }),
});

/** A note that sets a status says nothing that users might read. */
const isResolution = ({ resolves, status, visibility }: Reply): boolean =>
  resolves === true || (status === 'resolved' && visibility !== 'internal');

/** A copy of its words as plain text: as they were typed, or what can be read of HTML. */
const resolutionBy = ({ format, body, visibility = 'public', mail }: Reply): Partial<Ticket> => ({
  resolution: format === 'html' ? (mail?.stored.text ?? storeBody(format, body).text) : body,
  resolutionVisibility: visibility,
});

/** The first public words of the desk after the opening. */
const responseBy = (author: Author, ticket: Ticket, at: Date): Partial<FirstResponse> =>
  ticket.firstResponseAt === null && at > ticket.createdAt && RESPONDERS.includes(author.kind)
    ? { firstResponseAt: at, firstResponderId: workerOf(author) }
    : {};

/** For the event: how many files came along. */
const filesIn = ({ length }: readonly AcceptedFile[]): { attachments?: number } =>
  length ? { attachments: length } : {};

type Columns = Partial<
  Pick<
    Ticket,
    | 'subject'
    | 'status'
    | 'priority'
    | 'departmentId'
    | 'categoryId'
    | 'assigneeId'
    | 'onHold'
    | 'dueAt'
    | 'requesterId'
    | 'mergedIntoId'
    | 'resolution'
    | 'resolutionVisibility'
  >
>;

function columnsOf(
  ticket: Ticket,
  { priority, resolution, resolutionVisibility, tags: _tags, customFields: _values, ...rest }: TicketChange,
): Columns {
  const leaves = rest.departmentId !== undefined && rest.departmentId !== ticket.departmentId;
  return {
    ...rest,
    ...(leaves && { categoryId: rest.categoryId ?? null }),
    ...(priority && { priority: PRIORITIES[priority] }),
    ...resolutionAfter(ticket, resolution, resolutionVisibility),
  };
}

/** Set by hand. An empty one is none, and none has no visibility. */
function resolutionAfter(
  ticket: Ticket,
  resolution: string | null = ticket.resolution,
  visibility: Visibility = ticket.resolutionVisibility ?? 'public',
): Pick<Columns, 'resolution' | 'resolutionVisibility'> {
  return resolution
    ? { resolution, resolutionVisibility: visibility }
    : { resolution: null, resolutionVisibility: null };
}

function changesOf(ticket: Ticket, columns: Columns): Changes {
  const same = (a: unknown, b: unknown): boolean =>
    a instanceof Date ? a.getTime() === (b as Date | null)?.getTime() : a === b;
  return Object.fromEntries(
    Object.entries(columns)
      .filter(([name, value]) => value !== undefined && !same(value, ticket[name as keyof Columns]))
      .map(([name, value]) => [name, [ticket[name as keyof Columns], value]]),
  );
}

const onlyPlace = ({ departmentId, status }: Columns): { departmentId?: number; status?: TicketStatus } => ({
  ...(departmentId !== undefined && { departmentId }),
  ...(status !== undefined && { status }),
});
