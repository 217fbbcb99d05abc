import { Controller } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { OwnGuard } from '../../http/permission.decorator.js';
import { Reads } from './endpoint.decorator.js';
import { Call, FlicketCall } from './flicket-call.js';
import { UserFields } from './flicket.fields.js';
import { FlicketGuard } from './flicket.guard.js';
import { UserShape } from './flicket.shapes.js';
import { UserPageShape } from './page.shapes.js';
import { UserAnswers } from './user-answers.js';

/** The accounts of staff. */
@ApiTags('users')
@OwnGuard(FlicketGuard)
@Controller('flicket-api')
export class FlicketUsersController {
  constructor(private readonly answers: UserAnswers) {}

  /** One user. */
  @Reads(['user/:id'], { permission: 'staff/read', answers: UserShape })
  getUser(@Call() call: FlicketCall): Promise<UserShape> {
    return this.answers.user(call);
  }

  /** The users, or those with such a name. */
  @Reads(['users'], { permission: 'staff/read', answers: UserPageShape, query: UserFields })
  listUsers(@Call() call: FlicketCall): Promise<UserPageShape> {
    return this.answers.users(call);
  }
}
