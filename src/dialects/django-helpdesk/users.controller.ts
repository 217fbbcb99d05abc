import { Controller, HttpCode, UseInterceptors } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { OwnGuard } from '../../http/permission.decorator.js';
import { Call, DrfCall } from './drf-call.js';
import { DrfInterceptor } from './drf.interceptor.js';
import { UserFields } from './django-helpdesk.fields.js';
import { DjangoHelpdeskGuard } from './django-helpdesk.guard.js';
import { UserShape } from './django-helpdesk.shapes.js';
import { Creates } from './endpoint.decorator.js';
import { UsersForms } from './users.forms.js';

/** Users: those who ask. */
@ApiTags('users')
@OwnGuard(DjangoHelpdeskGuard)
@UseInterceptors(DrfInterceptor)
@Controller('django-helpdesk/api/users')
export class DjangoUsersController {
  constructor(private readonly forms: UsersForms) {}

  /** Creates a user, who signs in with this name and password. */
  @Creates(UserFields, UserShape)
  @HttpCode(201)
  createUser(@Call() call: DrfCall): Promise<UserShape> {
    return this.forms.create(call);
  }
}
