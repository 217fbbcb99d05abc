import { Injectable } from '@nestjs/common';
import type { Actor } from '../../common/actor.js';
import { isEmailAddress } from '../../common/email-address.js';
import { DepartmentsService } from '../../departments/departments.service.js';
import type { MessageFormat } from '../../messages/message.entity.js';
import { StaffService } from '../../staff-auth/staff.service.js';
import { RemovalsService } from '../../tickets/removals.service.js';
import { TicketActionsService } from '../../tickets/ticket-actions.service.js';
import { TicketNotFound } from '../../tickets/ticket.errors.js';
import { priorityName } from '../../tickets/ticket.priority.js';
import { TicketsQueries } from '../../tickets/tickets.queries.js';
import { TicketsService, type Opening } from '../../tickets/tickets.service.js';
import { dueDateIn } from './due-date.js';
import type { JutdaForm } from './jutda-form.js';
import { JutdaFormRefusal, JutdaRefusal } from './jutda.errors.js';
import { queuesText } from './jutda.shapes.js';

/** Of the method `create_ticket`, as documented. */
const TITLE_MAX = 100;
const REQUIRED = 'This field is required.';
const choice = (value: string): string =>
  `Select a valid choice. ${value} is not one of the available choices.`;

/** What the methods are told, checked in the order of the original, and their answers as text. */
@Injectable()
export class JutdaForms {
  constructor(
    private readonly departments: DepartmentsService,
    private readonly staff: StaffService,
    private readonly tickets: TicketsService,
    private readonly queries: TicketsQueries,
    private readonly actions: TicketActionsService,
    private readonly removals: RemovalsService,
  ) {}

  /** @throws JutdaFormRefusal naming every field that breaks a rule */
  async create(actor: Actor, form: JutdaForm): Promise<string> {
    const queue = form.filled('queue');
    const title = form.filled('title')?.trim();
    const email = form.filled('submitter_email')?.trim();
    const assignee = form.filled('assigned_to');
    const priority = form.filled('priority') ?? '3';
    const due = dueDateIn(form);
    const faults: [field: string, message: string | undefined][] = [
      ['queue', await this.faultOfQueue(queue)],
      ['title', faultOfTitle(title)],
      ['submitter_email', email && !isEmailAddress(email) ? 'Enter a valid email address.' : undefined],
      ['assigned_to', await this.faultOfAssignee(assignee)],
      ['priority', /^[1-5]$/.test(priority) ? undefined : choice(priority)],
      ['due_date', due === undefined ? 'Enter a valid date/time.' : undefined],
    ];
    const found = faults.filter((fault): fault is [string, string] => fault[1] !== undefined);
    if (found.length) throw new JutdaFormRefusal(found);
    const body = form.text('body') ?? '';
    const opening: Opening = {
      departmentId: Number(queue),
      subject: title!,
      body,
      format: formatOf(body),
      priority: priorityName(Number(priority)),
      assigneeId: assignee ? Number(assignee) : null,
      dueAt: due ?? null,
      acknowledge: true,
      ...(email && { requester: { email, fullName: email.split('@', 1)[0]! } }),
    };
    return String((await this.tickets.open(actor, opening)).ticketId);
  }

  /** The answer to "sure?" is asked for before the ticket is. */
  async remove(actor: Actor, form: JutdaForm): Promise<string> {
    if (!form.text('confirm')) throw new JutdaRefusal(400, 'No confirmation provided');
    await this.removals.removeTicketByStaff(actor, ticketIn(form));
    return '';
  }

  async act(actor: Actor, form: JutdaForm, action: 'hold' | 'unhold'): Promise<string> {
    await this.actions.act(actor, ticketIn(form), action);
    return '';
  }

  /** Private unless it says `y`: the documentation's rule, which the original never kept. */
  async followUp(actor: Actor, form: JutdaForm): Promise<string> {
    const ticketId = ticketIn(form);
    await this.queries.get(actor, ticketId);
    const isPublic = form.text('public') || 'n';
    if (isPublic !== 'y' && isPublic !== 'n') throw new JutdaRefusal(400, "Invalid 'public' flag");
    const body = form.filled('message');
    if (!body) throw new JutdaRefusal(400, 'Blank message');
    const visibility = isPublic === 'y' ? 'public' : 'internal';
    const title = 'Comment Added';
    await this.tickets.reply(actor, ticketId, { body, title, format: formatOf(body), visibility });
    return '';
  }

  /** A status written by a dialect is set by hand: a closed ticket becomes a resolved one. */
  async resolve(actor: Actor, form: JutdaForm): Promise<string> {
    const ticketId = ticketIn(form);
    await this.queries.get(actor, ticketId);
    const body = form.filled('resolution');
    if (!body) throw new JutdaRefusal(400, 'Blank resolution');
    await this.tickets.reply(actor, ticketId, {
      body,
      title: 'Resolved',
      format: formatOf(body),
      status: 'resolved',
      resolves: true,
    });
    return '';
  }

  async queues(actor: Actor): Promise<string> {
    return queuesText(await this.departments.list(actor));
  }

  async findUser(form: JutdaForm): Promise<string> {
    const username = form.text('username') ?? '';
    const staff = await this.staff.findByUsername(username);
    if (!staff || staff.username !== username) throw new JutdaRefusal(404, 'Invalid username provided');
    return String(staff.id);
  }

  private async faultOfQueue(queue: string | undefined): Promise<string | undefined> {
    if (!queue) return REQUIRED;
    return isId(queue) && (await this.departments.exists(Number(queue))) ? undefined : choice(queue);
  }

  private async faultOfAssignee(assignee: string | undefined): Promise<string | undefined> {
    if (!assignee) return undefined;
    const staff = isId(assignee) ? await this.staff.findById(Number(assignee)) : undefined;
    return staff?.active ? undefined : choice(assignee);
  }
}

function faultOfTitle(title: string | undefined): string | undefined {
  if (!title) return REQUIRED;
  // Characters as Python counts them.
  const { length } = [...title];
  return length > TITLE_MAX
    ? `Ensure this value has at most ${TITLE_MAX} characters (it has ${length}).`
    : undefined;
}

/** @throws TicketNotFound for what is no id */
function ticketIn(form: JutdaForm): number {
  const ticket = form.text('ticket')?.trim() ?? '';
  if (!isId(ticket)) throw new TicketNotFound();
  return Number(ticket);
}

const isId = (text: string): boolean => /^\d{1,10}$/.test(text) && Number(text) <= 2_147_483_647;

/** Texts are "optionally formatted with HTML". */
const formatOf = (text: string): MessageFormat => (/<\/?[a-z][^<>]*>/i.test(text) ? 'html' : 'text');
