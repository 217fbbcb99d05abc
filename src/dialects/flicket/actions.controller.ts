import { Controller } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { OwnGuard } from '../../http/permission.decorator.js';
import { Reads } from './endpoint.decorator.js';
import { ActionShape } from './action.shapes.js';
import { ActionAnswers } from './action-answers.js';
import { Call, FlicketCall } from './flicket-call.js';
import { PageFields } from './flicket.fields.js';
import { FlicketGuard } from './flicket.guard.js';
import { ActionPageShape } from './page.shapes.js';

/** What was done to tickets. */
@ApiTags('actions')
@OwnGuard(FlicketGuard)
@Controller('flicket-api')
export class FlicketActionsController {
  constructor(private readonly answers: ActionAnswers) {}

  /** One action. */
  @Reads(['action/:id'], { permission: 'tickets/read', answers: ActionShape })
  getAction(@Call() call: FlicketCall): Promise<ActionShape> {
    return this.answers.action(call);
  }

  /** The actions on a ticket, the oldest first. */
  @Reads(['actions/:ticket_id'], { permission: 'tickets/read', answers: ActionPageShape, query: PageFields })
  listActions(@Call() call: FlicketCall): Promise<ActionPageShape> {
    return this.answers.actions(call);
  }
}
