import { Injectable } from '@nestjs/common';
import { AttachmentsService } from '../../attachments/attachments.service.js';
import type { Actor } from '../../common/actor.js';
import { TicketNotFound } from '../../tickets/ticket.errors.js';
import { nextStatus } from '../../tickets/ticket.states.js';
import type { MessageEdit } from '../../tickets/message-edits.service.js';
import { TicketsQueries, type TicketRow } from '../../tickets/tickets.queries.js';
import type { Reply } from '../../tickets/tickets.service.js';
import type { DrfCall } from './drf-call.js';
import { choice, duration, flag, id, noSuchId, text, type DrfField } from './drf-fields.js';
import { DrfForm } from './drf-form.js';
import type { FollowupShape } from './django-helpdesk.shapes.js';
import { STATUS_NUMBERS, labelOf, statusOf } from './numbers.js';

const TITLE_MAX = 200;
const words = (present?: string | null, max?: number): DrfField<string> =>
  text({ max, blank: true, nullable: true, present });
const AS_WRITTEN = 'A follow-up stays as it was sent: this cannot be changed.';

/** What the endpoints of follow-ups are told, checked in the order of django-helpdesk's fields. */
@Injectable()
export class FollowupsForms {
  constructor(
    private readonly queries: TicketsQueries,
    private readonly attachments: AttachmentsService,
  ) {}

  /** @throws DrfInvalid */
  async reply({ actor, data }: DrfCall): Promise<{ ticketId: number; reply: Reply }> {
    const form = new DrfForm(data, false);
    const ticket = await this.ticketIn(actor, form);
    const title = form.read('title', words(undefined, TITLE_MAX));
    const comment = form.read('comment', words());
    const isPublic = form.readValue('public', flag) ?? false;
    const newStatus = form.read('new_status', choice({ nullable: true }));
    const minutes = form.read('time_spent', duration);
    const files = await form.fileList('attachments', this.attachments);
    form.finish();
    const status = newStatus ? statusAfter(ticket!, newStatus, isPublic) : undefined;
    const isMoved = status !== undefined && STATUS_NUMBERS[status] !== STATUS_NUMBERS[ticket!.status];
    return {
      ticketId: ticket!.id,
      reply: {
        // The ticket keeps its own title, whatever this one is.
        title: (title || `${ticket!.subject}${isMoved ? ` and ${labelOf(status)}` : ''}`).slice(0, TITLE_MAX),
        body: comment ?? '',
        format: 'text',
        visibility: isPublic ? 'public' : 'internal',
        files,
        ...(minutes && { minutes }),
        ...(status && { status }),
        // A private one says nothing to those who asked: it is no resolution.
        ...(isMoved && status === 'resolved' && isPublic && { resolves: true as const }),
      },
    };
  }

  /** What differs from what is shown. @throws DrfInvalid */
  async change({ actor, data, isPartial }: DrfCall, shown: FollowupShape): Promise<MessageEdit> {
    const form = new DrfForm(data, isPartial);
    const ticket = await this.ticketIn(actor, form);
    const title = form.read('title', words(shown.title, TITLE_MAX));
    const comment = form.read('comment', words(shown.comment));
    const isPublic = data.get('public') === undefined ? undefined : form.readValue('public', flag);
    const newStatus = form.read('new_status', choice({ nullable: true }));
    const minutes = form.read('time_spent', duration);
    if (ticket && ticket.id !== shown.ticket) form.fault('ticket', AS_WRITTEN);
    if (isPublic !== undefined && isPublic !== shown.public) form.fault('public', AS_WRITTEN);
    if (newStatus !== undefined && newStatus !== shown.new_status && form.isSound('new_status'))
      form.fault('new_status', AS_WRITTEN);
    form.finish();
    const isSame = (read: string | null | undefined, present: string | null): boolean =>
      read === undefined || (read ?? '') === (present ?? '');
    return {
      ...(!isSame(title, shown.title) && { title: title ?? null }),
      ...(!isSame(comment, shown.comment) && { body: comment ?? '' }),
      ...(minutes !== undefined && { minutes: minutes ?? 0 }),
    };
  }

  /** One that the actor may not see is none. */
  private async ticketIn(actor: Actor, form: DrfForm): Promise<TicketRow | undefined> {
    const ticketId = form.readValue('ticket', id({ required: true }));
    if (ticketId === undefined) return undefined;
    return this.queries.get(actor, ticketId).catch((error: unknown) => {
      if (!(error instanceof TicketNotFound)) throw error;
      form.fault('ticket', noSuchId(ticketId));
      return undefined;
    });
  }
}

/** By hand, where the reply alone would not lead to a status that reads as that number. */
function statusAfter(
  { status }: TicketRow,
  wanted: number,
  isPublic: boolean,
): TicketRow['status'] | undefined {
  const byItself = nextStatus(isPublic ? 'staff_reply' : 'note', status);
  if (STATUS_NUMBERS[byItself] === wanted) return undefined;
  return STATUS_NUMBERS[status] === wanted ? status : statusOf(wanted);
}
