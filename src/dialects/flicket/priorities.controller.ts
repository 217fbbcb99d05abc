import { Controller } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { OwnGuard } from '../../http/permission.decorator.js';
import { Reads } from './endpoint.decorator.js';
import { Call, FlicketCall } from './flicket-call.js';
import { PageFields } from './flicket.fields.js';
import { FlicketGuard } from './flicket.guard.js';
import { PriorityShape, priorityShape } from './place.shapes.js';
import { FLICKET_PRIORITIES, numbered } from './numbers.js';
import { PriorityPageShape, pageOfAll } from './page.shapes.js';

/** The priorities that there are. */
@ApiTags('priorities')
@OwnGuard(FlicketGuard)
@Controller('flicket-api')
export class FlicketPrioritiesController {
  /** One priority. */
  @Reads(['priority/:id'], { permission: 'tickets/read', answers: PriorityShape })
  getPriority(@Call() call: FlicketCall): PriorityShape {
    return priorityShape(call, numbered(FLICKET_PRIORITIES, call.id()));
  }

  /** All priorities. */
  @Reads(['priorities', 'priorities/:page'], {
    permission: 'tickets/read',
    answers: PriorityPageShape,
    query: PageFields,
  })
  listPriorities(@Call() call: FlicketCall): PriorityPageShape {
    return pageOfAll(call, { path: 'priorities/', numbered: 'path' }, FLICKET_PRIORITIES, priorityShape);
  }
}
