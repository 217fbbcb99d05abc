import { Injectable } from '@nestjs/common';
import { CannedResponsesService } from '../canned-responses/canned-responses.service.js';
import { fillResponse, type ResponseVariable } from '../canned-responses/response-text.js';
import type { Actor } from '../common/actor.js';
import { InvalidInput } from '../common/errors.js';
import { fieldVariable } from '../common/placeholders.js';
import { CustomFieldValuesService } from '../custom-fields/custom-field-values.service.js';
import { BodyForms } from '../messages/body-forms.js';
import type { StoredBody } from '../messages/message-body.js';
import { SettingsService } from '../settings/settings.service.js';
import { TicketNotFound } from './ticket.errors.js';
import { priorityName } from './ticket.priority.js';
import { TicketsQueries, type TicketRow } from './tickets.queries.js';

/** What a canned response says on a ticket. */
@Injectable()
export class CannedPreviewsService {
  constructor(
    private readonly responses: CannedResponsesService,
    private readonly queries: TicketsQueries,
    private readonly values: CustomFieldValuesService,
    private readonly forms: BodyForms,
    private readonly settings: SettingsService,
  ) {}

  /** @throws CannedResponseNotFound, InvalidInput (`ticketId`), MessageTooLarge */
  async preview(actor: Actor, id: number, ticketId: number): Promise<StoredBody> {
    const { format, body } = await this.responses.get(actor, id);
    const ticket = await this.queries.get(actor, ticketId).catch((error: unknown) => {
      throw error instanceof TicketNotFound ? InvalidInput.field('ticketId', 'unknown.ticket') : error;
    });
    return this.forms.make(format, fillResponse(format, body, await this.valuesOf(actor, ticket)));
  }

  private async valuesOf(actor: Actor, ticket: TicketRow): Promise<Record<string, string>> {
    const site = this.settings.get('site_name');
    const values: Record<ResponseVariable, string> = {
      site,
      number: String(ticket.id),
      subject: ticket.subject,
      department: ticket.departmentName,
      status: ticket.status.replaceAll('_', ' '),
      priority: priorityName(ticket.priority).replaceAll('_', ' '),
      requester: ticket.requesterName ?? '',
      staff: actor.kind === 'staff' ? actor.name : site,
    };
    // An answer is for users: what they are not to know is not in it.
    const texts = (await this.values.texts({ kind: 'user' }, [ticket])).get(ticket.id) ?? {};
    const fields = Object.entries(texts).map(([name, text]) => [fieldVariable(name), text]);
    return { ...values, ...Object.fromEntries(fields) };
  }
}
