import { Injectable } from '@nestjs/common';
import { AttachmentsService } from '../../attachments/attachments.service.js';
import type { Actor } from '../../common/actor.js';
import { DepartmentsService } from '../../departments/departments.service.js';
import type { Opening, Reply, TicketChange } from '../../tickets/tickets.service.js';
import { TicketNotFound } from '../../tickets/ticket.errors.js';
import { TicketsQueries, type NumberedFilter, type TicketRow } from '../../tickets/tickets.queries.js';
import { requireAll } from './fields.js';
import { HelpdeskzRefusal } from './helpdeskz.errors.js';
import { wordsOf } from './helpdeskz.filter.js';
import type { HelpdeskzForm } from './helpdeskz-form.js';
import { STATUSES, STATUS_NUMBERS, statusesReadAs } from './helpdeskz.shapes.js';
import { People, authorOf, faultOf, type Named } from './people.js';
import { charactersIn, idOf, isFilled, isNaturalNoZero } from './php.js';

const SUBJECT_MAX = 1000;

/** What the endpoints of tickets and messages are told, checked field by field. */
@Injectable()
export class TicketsForms {
  constructor(
    private readonly people: People,
    private readonly departments: DepartmentsService,
    private readonly attachments: AttachmentsService,
    private readonly tickets: TicketsQueries,
  ) {}

  /** @throws TicketNotFound */
  async ticket(actor: Actor, id: string): Promise<TicketRow> {
    const known = idOf(id);
    if (known === undefined) throw new TicketNotFound();
    return this.tickets.get(actor, known);
  }

  async opening(form: HelpdeskzForm): Promise<Opening> {
    const opener = form.text('opener');
    const user = await this.people.user(form);
    const staff = opener === 'staff' ? await this.people.staffMember(form) : undefined;
    const subject = form.text('subject');
    const body = form.text('body');
    await requireAll(
      checkSpeaker(opener, 'Opener is missing.', 'Invalid opener.'),
      faultOf(user),
      faultOf(staff),
      this.checkDepartment(form.text('department_id'), 'Department ID is missing.'),
      checkSubject(subject),
      isFilled(body) ? undefined : 'Body is missing.',
      this.checkFiles(form),
    );
    return {
      departmentId: idOf(form.text('department_id')!)!,
      subject: subject!,
      body: body!,
      format: 'html',
      requesterId: authorOf(user).id,
      author: authorOf(staff ?? user),
      files: form.files,
      acknowledge: form.isOne('notify'),
      // There, staff hear of tickets that came by the web or by mail.
      tellStaff: false,
    };
  }

  async reply(actor: Actor, form: HelpdeskzForm): Promise<{ ticketId: number; reply: Reply }> {
    const replier = form.text('replier');
    const ticket = await this.namedTicket(actor, form.text('ticket_id'));
    const staff = replier === 'staff' ? await this.people.staffMember(form) : undefined;
    const message = form.text('message');
    await requireAll(
      typeof ticket === 'string' ? ticket : undefined,
      isFilled(message) ? undefined : 'Message is missing.',
      checkSpeaker(replier, 'Replier is missing.', 'Invalid replier.'),
      faultOf(staff),
      this.checkFiles(form),
    );
    const { id: ticketId, requesterId, requesterName } = ticket as TicketRow;
    const user: Named = { author: { kind: 'user', id: requesterId, name: requesterName ?? '' } };
    const closes = replier === 'staff' && form.text('close') === '1';
    return {
      ticketId,
      reply: {
        body: message!,
        format: 'html',
        author: authorOf(staff ?? user),
        files: form.files,
        ...(closes && { status: 'closed' as const }),
      },
    };
  }

  /** A number that the ticket's status reads as already changes nothing, and neither does a 0. */
  async change(actor: Actor, id: string, form: HelpdeskzForm): Promise<{ id: number; change: TicketChange }> {
    const ticket = await this.ticket(actor, id);
    const departmentId = form.firstOf('department_id');
    const status = form.firstOf('status', 'status_id');
    const known = status === undefined || Number(status) === 0 || STATUSES.has(status);
    await requireAll(
      departmentId === undefined ? undefined : this.checkDepartment(departmentId, ''),
      known ? undefined : 'Invalid Status ID.',
    );
    const sets =
      status !== undefined && Number(status) !== 0 && Number(status) !== STATUS_NUMBERS[ticket.status];
    return {
      id: ticket.id,
      change: {
        ...(departmentId !== undefined && { departmentId: idOf(departmentId)! }),
        ...(sets && { status: STATUSES.get(status)! }),
      },
    };
  }

  /** Filters that are no numbers are ignored; `status` wins over `status_id`. */
  filter(form: HelpdeskzForm): NumberedFilter {
    const status = form.number('status') ?? form.number('status_id');
    if (status !== undefined && ![1, 2, 3, 4, 5].includes(Number(status)))
      throw new HelpdeskzRefusal('Invalid Status ID.');
    const departmentId = form.number('department_id');
    const requesterId = form.number('user_id');
    return {
      // A number that is no id fits no row.
      ...(departmentId !== undefined && { departmentId: idOf(departmentId) ?? 0 }),
      ...(requesterId !== undefined && { requesterId: idOf(requesterId) ?? 0 }),
      ...(status !== undefined && { statuses: statusesReadAs(Number(status)) }),
    };
  }

  private async namedTicket(actor: Actor, id: string | undefined): Promise<TicketRow | string> {
    if (!isFilled(id)) return 'Ticket ID is missing.';
    if (!isNaturalNoZero(id)) return 'Ticket not found.';
    return this.ticket(actor, id).catch((error: unknown) => {
      if (error instanceof TicketNotFound) return 'Ticket not found.';
      throw error;
    });
  }

  private async checkDepartment(id: string | undefined, missing: string): Promise<string | undefined> {
    if (!isFilled(id)) return missing;
    if (!isNaturalNoZero(id)) return 'Department ID is not valid.';
    return (await this.departments.exists(idOf(id) ?? 0)) ? undefined : 'Department ID not found.';
  }

  /** The rule for files is the room's; here its refusal becomes the last of the form's faults. */
  private async checkFiles(form: HelpdeskzForm): Promise<string | undefined> {
    return this.attachments.rules.judge(form.files).then(() => undefined, wordsOf);
  }
}

function checkSpeaker(speaker: string | undefined, missing: string, invalid: string): string | undefined {
  if (!isFilled(speaker)) return missing;
  return speaker === 'staff' || speaker === 'user' ? undefined : invalid;
}

function checkSubject(subject: string | undefined): string | undefined {
  if (!isFilled(subject)) return 'Subject is missing.';
  return charactersIn(subject) > SUBJECT_MAX ? 'Subject is too long.' : undefined;
}
