import { All, Controller } from '@nestjs/common';
import { ApiExcludeEndpoint, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../common/actor.js';
import { CurrentActor } from '../../http/current-actor.decorator.js';
import { OwnGuard } from '../../http/permission.decorator.js';
import { JutdaForm } from './jutda-form.js';
import { JutdaRefusal } from './jutda.errors.js';
import {
  CreateFields,
  DeleteFields,
  FindUserFields,
  FollowupFields,
  ResolveFields,
  SignedFields,
  TicketFields,
} from './jutda.fields.js';
import { JutdaForms } from './jutda.forms.js';
import { Form, JutdaGuard } from './jutda.guard.js';
import { JSON_TEXT, Method } from './method.decorator.js';

const EMPTY = 'Done; the body is empty.';

/** The eight methods of the Jutda Helpdesk API. */
@ApiTags('methods')
@OwnGuard(JutdaGuard)
@Controller('jutda/api')
export class JutdaController {
  constructor(private readonly forms: JutdaForms) {}

  /** Opens a ticket. */
  @Method('create_ticket', {
    permission: 'tickets/create',
    fields: CreateFields,
    answers: 'The id of the ticket.',
  })
  createTicket(@CurrentActor() actor: Actor, @Form() form: JutdaForm): Promise<string> {
    return this.forms.create(actor, form);
  }

  /** Deletes a ticket with all that hangs on it; whether staff may is the setting `dialect_staff_may_delete`. */
  @Method('delete_ticket', { permission: 'tickets/read', fields: DeleteFields, answers: EMPTY })
  deleteTicket(@CurrentActor() actor: Actor, @Form() form: JutdaForm): Promise<string> {
    return this.forms.remove(actor, form);
  }

  /** Puts a ticket on hold: it is not escalated. */
  @Method('hold_ticket', { permission: 'tickets/update', fields: TicketFields, answers: EMPTY })
  holdTicket(@CurrentActor() actor: Actor, @Form() form: JutdaForm): Promise<string> {
    return this.forms.act(actor, form, 'hold');
  }

  /** Takes a ticket off hold. */
  @Method('unhold_ticket', { permission: 'tickets/update', fields: TicketFields, answers: EMPTY })
  unholdTicket(@CurrentActor() actor: Actor, @Form() form: JutdaForm): Promise<string> {
    return this.forms.act(actor, form, 'unhold');
  }

  /** Adds a public reply or a private note. */
  @Method('add_followup', { permission: 'messages/create', fields: FollowupFields, answers: EMPTY })
  addFollowup(@CurrentActor() actor: Actor, @Form() form: JutdaForm): Promise<string> {
    return this.forms.followUp(actor, form);
  }

  /** Resolves a ticket; everybody involved gets the resolution by mail. */
  @Method('resolve', { permission: 'messages/create', fields: ResolveFields, answers: EMPTY })
  resolve(@CurrentActor() actor: Actor, @Form() form: JutdaForm): Promise<string> {
    return this.forms.resolve(actor, form);
  }

  /** The queues, by title. */
  @Method('list_queues', {
    permission: 'departments/read',
    fields: SignedFields,
    answers: 'A list of `{"id": "1", "title": "Support"}`.',
    type: JSON_TEXT,
  })
  async listQueues(@CurrentActor() actor: Actor): Promise<Buffer> {
    // As bytes: a text would be given a charset.
    return Buffer.from(await this.forms.queues(actor));
  }

  /** The id of the account with this username. */
  @Method('find_user', {
    permission: 'staff/read',
    fields: FindUserFields,
    answers: 'The id of the account.',
  })
  findUser(@Form() form: JutdaForm): Promise<string> {
    return this.forms.findUser(form);
  }

  /** A method there is not. Any verb but POST has been refused by the guard, and so has who may not come in. */
  @All(['', '*'])
  @ApiExcludeEndpoint()
  unknownMethod(): never {
    throw new JutdaRefusal(400, 'There is no such method');
  }
}
