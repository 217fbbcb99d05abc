import { Injectable } from '@nestjs/common';
import { AttachmentsService } from '../../attachments/attachments.service.js';
import type { Actor } from '../../common/actor.js';
import { CustomFieldsService } from '../../custom-fields/custom-fields.service.js';
import { isOfDepartment, type FieldDefinition } from '../../custom-fields/field-definition.js';
import { DepartmentsService } from '../../departments/departments.service.js';
import { StaffService } from '../../staff-auth/staff.service.js';
import { priorityName } from '../../tickets/ticket.priority.js';
import { TicketNotFound } from '../../tickets/ticket.errors.js';
import type { Overwrite } from '../../tickets/ticket-overwrites.service.js';
import { TicketsQueries, type TicketRow } from '../../tickets/tickets.queries.js';
import type { Opening } from '../../tickets/tickets.service.js';
import { customValuesIn } from './custom-fields.js';
import type { DrfCall } from './drf-call.js';
import { REQUIRED, choice, email, flag, id, moment, noSuchId, text, unselectable } from './drf-fields.js';
import { DrfForm } from './drf-form.js';
import type { TicketShape } from './django-helpdesk.shapes.js';
import { STATUS_NUMBERS, statusOf } from './numbers.js';

const TITLE_MAX = 200;

/** What the endpoints of tickets are told, checked in the order of django-helpdesk's fields. */
@Injectable()
export class TicketsForms {
  constructor(
    private readonly departments: DepartmentsService,
    private readonly staff: StaffService,
    private readonly queries: TicketsQueries,
    private readonly fields: CustomFieldsService,
    private readonly attachments: AttachmentsService,
  ) {}

  /** @throws DrfInvalid */
  async opening({ actor, data }: DrfCall): Promise<Opening> {
    const form = new DrfForm(data, false);
    const read = await this.read(actor, form);
    const files = await form.file('attachment', this.attachments);
    const values = customValuesIn(form, await this.fieldsOf(read.queue));
    form.finish();
    // The second look, as in the original: only where the first finds nothing.
    if (data.get('description') === undefined) form.fault('description', REQUIRED);
    else if (!read.description) form.fault('body', REQUIRED);
    if (read.assignee && !read.assignee.active) form.fault('assigned_to', unselectable(read.assignee.id));
    form.finish();
    const { submitter } = read;
    return {
      departmentId: read.queue!,
      subject: read.title!,
      body: read.description!,
      title: `Ticket Opened${read.assignee ? ` & Assigned to ${read.assignee.fullName}` : ''}`.slice(
        0,
        TITLE_MAX,
      ),
      format: 'text',
      ...(read.priority && { priority: priorityName(read.priority) }),
      assigneeId: read.assignee?.id ?? null,
      dueAt: read.dueAt ?? null,
      customFields: values,
      files,
      acknowledge: 'only',
      ...(submitter && { requester: { email: submitter, fullName: submitter.split('@', 1)[0]! } }),
    };
  }

  /** What differs from what is shown of the ticket. @throws DrfInvalid */
  async overwrite(
    { actor, data, isPartial }: DrfCall,
    row: TicketRow,
    shown: TicketShape,
  ): Promise<Overwrite> {
    const form = new DrfForm(data, isPartial);
    const read = await this.read(actor, form, shown);
    const customFields = customValuesIn(form, await this.fieldsOf(read.queue ?? row.departmentId));
    form.finish();
    if (read.assignee && !read.assignee.active && read.assignee.id !== row.assigneeId)
      form.fault('assigned_to', unselectable(read.assignee.id));
    form.finish();
    const { status, submitter, description, resolution } = read;
    const isAbsent = data.get('assigned_to') === undefined || read.assigneeId === undefined;
    return {
      departmentId: read.queue,
      subject: read.title,
      ...(description !== undefined &&
        (description ?? '') !== shown.description && { description: description ?? '' }),
      ...(resolution !== undefined && { resolution: resolution || null }),
      ...(submitter !== undefined &&
        submitter !== shown.submitter_email && { requesterEmail: submitter || null }),
      ...(!isAbsent && { assigneeId: read.assigneeId }),
      // The number that it reads as already changes nothing.
      ...(status && status !== STATUS_NUMBERS[row.status] && { status: statusOf(status) }),
      onHold: read.onHold,
      ...(read.priority && { priority: priorityName(read.priority) }),
      dueAt: read.dueAt,
      mergedIntoId: read.mergedTo,
      customFields,
    };
  }

  /** The fields that creation and change have in common. */
  private async read(actor: Actor, form: DrfForm, shown?: TicketShape) {
    const queue = form.readValue('queue', id({ required: true }));
    if (queue && !(await this.departments.exists(queue))) form.fault('queue', noSuchId(queue));
    const title = form.readValue('title', text({ required: true, max: TITLE_MAX, present: shown?.title }));
    const words = (present: string | null | undefined) => text({ blank: true, nullable: true, present });
    const description = form.read('description', words(shown?.description));
    const resolution = form.read('resolution', words(shown?.resolution));
    const submitter = form.read(
      'submitter_email',
      email({ nullable: true, present: shown?.submitter_email }),
    );
    const assigneeId = form.read('assigned_to', id({ nullable: true }));
    const assignee = assigneeId ? await this.staff.findById(assigneeId) : null;
    if (assigneeId && !assignee) form.fault('assigned_to', noSuchId(assigneeId));
    const status = form.readValue('status', choice());
    const onHold = form.readValue('on_hold', flag);
    const priority = form.readValue('priority', choice());
    const dueAt = form.read('due_date', moment);
    const mergedTo = form.read('merged_to', id({ nullable: true }));
    if (mergedTo && !(await this.sees(actor, mergedTo))) form.fault('merged_to', noSuchId(mergedTo));
    return {
      queue: form.isSound('queue') ? queue : undefined,
      title,
      description,
      resolution,
      submitter,
      assigneeId,
      assignee,
      status,
      onHold,
      priority,
      dueAt,
      mergedTo,
    };
  }

  private async sees(actor: Actor, ticketId: number): Promise<boolean> {
    return this.queries.get(actor, ticketId).then(
      () => true,
      (error: unknown) => {
        if (error instanceof TicketNotFound) return false;
        throw error;
      },
    );
  }

  /** Of a queue that is not known, those that all have. */
  private async fieldsOf(queue: number | undefined): Promise<FieldDefinition[]> {
    return this.fields.all().filter((field) => isOfDepartment(field, queue ?? 0));
  }
}
