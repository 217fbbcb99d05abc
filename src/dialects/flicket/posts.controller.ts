import { Controller } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { OwnGuard } from '../../http/permission.decorator.js';
import { Reads } from './endpoint.decorator.js';
import { Call, FlicketCall } from './flicket-call.js';
import { PageFields } from './flicket.fields.js';
import { FlicketGuard } from './flicket.guard.js';
import { PostShape } from './ticket.shapes.js';
import { PostPageShape } from './page.shapes.js';
import { TicketAnswers } from './ticket-answers.js';

/** Replies to tickets. */
@ApiTags('posts')
@OwnGuard(FlicketGuard)
@Controller('flicket-api')
export class FlicketPostsController {
  constructor(private readonly answers: TicketAnswers) {}

  /** One post. */
  @Reads(['post/:id'], { permission: 'messages/read', answers: PostShape })
  getPost(@Call() call: FlicketCall): Promise<PostShape> {
    return this.answers.post(call);
  }

  /** The posts of a ticket, the oldest first. */
  @Reads(['posts/:ticket_id', 'posts/:ticket_id/:page'], {
    permission: 'messages/read',
    answers: PostPageShape,
    query: PageFields,
  })
  listPosts(@Call() call: FlicketCall): Promise<PostPageShape> {
    return this.answers.posts(call);
  }
}
