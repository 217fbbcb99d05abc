import { Controller, Param } from '@nestjs/common';
import { ApiSecurity, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../common/actor.js';
import { CurrentActor } from '../../http/current-actor.decorator.js';
import { OwnGuard } from '../../http/permission.decorator.js';
import { RemovalsService } from '../../tickets/removals.service.js';
import { UsersService } from '../../users/users.service.js';
import { Reads, SHOW, Writes } from './endpoint.decorator.js';
import { UserChangeFields, UserFields, UserListFields } from './helpdeskz.fields.js';
import { Form } from './helpdeskz-form.interceptor.js';
import type { HelpdeskzForm } from './helpdeskz-form.js';
import { HelpdeskzGuard } from './helpdeskz.guard.js';
import {
  MessageOnlyShape,
  UserCreatedShape,
  UserDataShape,
  UserPageShape,
  succeeded,
  userData,
} from './helpdeskz.shapes.js';
import { UserPages } from './user-pages.js';
import { UsersForms } from './users.forms.js';

/** HelpDeskZ documentation, section 9. */
@ApiTags('users')
@ApiSecurity('token')
@OwnGuard(HelpdeskzGuard)
@Controller('helpdeskz/api/users')
export class HelpdeskzUsersController {
  constructor(
    private readonly forms: UsersForms,
    private readonly pages: UserPages,
    private readonly users: UsersService,
    private readonly removals: RemovalsService,
  ) {}

  /** Creates a user; `notify=1` sends a welcome mail. */
  @Writes(['create', ''], { permission: 'users/create', fields: UserFields, answers: UserCreatedShape })
  async createUser(@CurrentActor() actor: Actor, @Form() form: HelpdeskzForm): Promise<UserCreatedShape> {
    return this.forms
      .newUser(form)
      .then((input) => this.users.create(actor, input, { welcome: form.isOne('notify') }))
      .then(({ id }) => ({ success: 1, user_id: id, message: 'User account was created.' }));
  }

  /** 25 users a page, newest first; with `email` the one user who has it, in another shape. */
  @Reads([''], { permission: 'users/read', fields: UserListFields, answers: [UserPageShape, UserDataShape] })
  async listUsers(@Form() form: HelpdeskzForm): Promise<UserPageShape | UserDataShape> {
    return this.pages.list(form);
  }

  /** One user. */
  @Reads(SHOW, { permission: 'users/read', answers: UserDataShape })
  async showUser(@Param('id') id: string = ''): Promise<UserDataShape> {
    return userData(await this.forms.user(id));
  }

  /** Changes the e-mail address: the one thing that this API can change. */
  @Writes(['update/:id'], { permission: 'users/update', fields: UserChangeFields, answers: MessageOnlyShape })
  async updateUser(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Form() form: HelpdeskzForm,
  ): Promise<MessageOnlyShape> {
    return this.forms
      .newEmail(id, form)
      .then((change) => this.users.update(actor, change.id, change.input))
      .then(() => succeeded('Email was changed.'));
  }

  /** Deletes a user with all the tickets they asked for. */
  @Writes(['delete/:id'], { permission: 'users/delete', answers: MessageOnlyShape })
  async deleteUser(@CurrentActor() actor: Actor, @Param('id') id: string): Promise<MessageOnlyShape> {
    return this.forms
      .user(id)
      .then((user) => this.removals.removeUser(actor, user.id))
      .then(() => succeeded('User account was removed.'));
  }
}
