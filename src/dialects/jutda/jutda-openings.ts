import { Injectable } from '@nestjs/common';
import type { Actor } from '../../common/actor.js';
import { isEmailAddress } from '../../common/email-address.js';
import { DepartmentsService } from '../../departments/departments.service.js';
import { StaffService } from '../../staff-auth/staff.service.js';
import { priorityName } from '../../tickets/ticket.priority.js';
import { TicketsService, type Opening } from '../../tickets/tickets.service.js';
import { dueDateIn } from './due-date.js';
import { JutdaCustomFields, NO_FIELDS } from './jutda-custom-fields.js';
import { formatOf, isId, type JutdaForm } from './jutda-form.js';
import { JutdaFormRefusal, REQUIRED, choice } from './jutda.errors.js';

/** Of the method `create_ticket`, as documented. */
const TITLE_MAX = 100;

/** New tickets, checked as the original's form. */
@Injectable()
export class JutdaOpenings {
  constructor(
    private readonly departments: DepartmentsService,
    private readonly staff: StaffService,
    private readonly tickets: TicketsService,
    private readonly customFields: JutdaCustomFields,
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
    const custom = isId(queue ?? '') ? this.customFields.read(Number(queue), form) : NO_FIELDS;
    faults.push(...custom.faults);
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
      customFields: custom.values,
      acknowledge: 'only',
      ...(email && { requester: { email, fullName: email.split('@', 1)[0]! } }),
    };
    return String((await this.tickets.open(actor, opening)).ticketId);
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
