import { Controller } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { OwnGuard } from '../../http/permission.decorator.js';
import { Reads } from './endpoint.decorator.js';
import { Call, FlicketCall } from './flicket-call.js';
import { HistoryFields } from './flicket.fields.js';
import { FlicketGuard } from './flicket.guard.js';
import { HistoryShape } from './attached.shapes.js';
import { HistoryPageShape } from './page.shapes.js';
import { HistoryAnswers } from './history-answers.js';

/** What was said before it was edited. */
@ApiTags('histories')
@OwnGuard(FlicketGuard)
@Controller('flicket-api')
export class FlicketHistoriesController {
  constructor(private readonly answers: HistoryAnswers) {}

  /** One text that was replaced. */
  @Reads(['history/:id'], { permission: 'messages/read', answers: HistoryShape })
  getHistory(@Call() call: FlicketCall): Promise<HistoryShape> {
    return this.answers.history(call);
  }

  /** The texts that were replaced: all of them, those of a ticket (`topic_id`) or those of a post (`post_id`). */
  @Reads(['histories', 'histories/:page'], {
    permission: 'messages/read',
    answers: HistoryPageShape,
    query: HistoryFields,
  })
  listHistories(@Call() call: FlicketCall): Promise<HistoryPageShape> {
    return this.answers.histories(call);
  }
}
