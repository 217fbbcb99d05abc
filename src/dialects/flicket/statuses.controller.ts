import { Controller } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { OwnGuard } from '../../http/permission.decorator.js';
import { Reads } from './endpoint.decorator.js';
import { Call, FlicketCall } from './flicket-call.js';
import { PageFields } from './flicket.fields.js';
import { FlicketGuard } from './flicket.guard.js';
import { StatusShape, statusShape } from './place.shapes.js';
import { STATUSES, numbered } from './numbers.js';
import { StatusPageShape, pageOfAll } from './page.shapes.js';

/** The statuses that there are. */
@ApiTags('statuses')
@OwnGuard(FlicketGuard)
@Controller('flicket-api')
export class FlicketStatusesController {
  /** One status. */
  @Reads(['status/:id'], { permission: 'tickets/read', answers: StatusShape })
  getStatus(@Call() call: FlicketCall): StatusShape {
    return statusShape(call, numbered(STATUSES, call.id()));
  }

  /** All statuses. */
  @Reads(['statuses'], { permission: 'tickets/read', answers: StatusPageShape, query: PageFields })
  listStatuses(@Call() call: FlicketCall): StatusPageShape {
    return pageOfAll(call, { path: 'statuses/', numbered: 'query' }, STATUSES, statusShape);
  }
}
