import { Controller, UseInterceptors } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../common/actor.js';
import { CurrentActor } from '../../http/current-actor.decorator.js';
import { OwnGuard } from '../../http/permission.decorator.js';
import type { DrfData } from './drf-data.js';
import { Data, DrfInterceptor } from './drf.interceptor.js';
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
  createUser(@CurrentActor() actor: Actor, @Data() data: DrfData): Promise<UserShape> {
    return this.forms.create(actor, data);
  }
}
