import { Injectable } from '@nestjs/common';
import { UserEmailTaken } from '../../users/user.errors.js';
import { UsernameTaken } from '../../users/usernames.js';
import { UsersService } from '../../users/users.service.js';
import { UserPasswordsService } from '../../staff-auth/user-auth/user-passwords.service.js';
import type { DrfCall } from './drf-call.js';
import { email, text } from './drf-fields.js';
import { DrfForm } from './drf-form.js';
import { DrfInvalid } from './django-helpdesk.errors.js';
import type { UserShape } from './django-helpdesk.shapes.js';

const NAME_MAX = 150;
const NAME_TAKEN = 'A user with that username already exists.';
const ADDRESS_TAKEN = 'A user with that email already exists.';
const USERNAME = /^[\p{L}\p{M}\p{N}_.@+-]+$/u;
const USERNAME_CHARACTERS =
  'Enter a valid username. This value may contain only letters, numbers, and @/./+/-/_ characters.';

/** `POST users`: somebody who asks. */
@Injectable()
export class UsersForms {
  constructor(
    private readonly users: UsersService,
    private readonly passwords: UserPasswordsService,
  ) {}

  /** @throws DrfInvalid */
  async create({ actor, data }: DrfCall): Promise<UserShape> {
    const form = new DrfForm(data, false);
    const first = form.readValue('first_name', text({ max: NAME_MAX, blank: true })) ?? '';
    const last = form.readValue('last_name', text({ max: NAME_MAX, blank: true })) ?? '';
    const username = form.readValue('username', text({ max: NAME_MAX, required: true }));
    if (username && !USERNAME.test(username)) form.fault('username', USERNAME_CHARACTERS);
    else if (username && (await this.users.isUsernameTaken(username))) form.fault('username', NAME_TAKEN);
    const address = form.readValue('email', email({ required: true }));
    if (address && (await this.users.findByEmail(address))) form.fault('email', ADDRESS_TAKEN);
    const password = form.readValue('password', text({ required: true }));
    form.finish();
    const input = {
      fullName: `${first} ${last}`.trim() || username!,
      email: address!,
      username: username!,
      passwordHash: await this.passwords.hash(password!),
    };
    await this.users.create(actor, input).catch(inDjangosWords);
    return { first_name: first, last_name: last, username: username!, email: address! };
  }
}

/** Somebody was faster. */
function inDjangosWords(error: unknown): never {
  if (error instanceof UsernameTaken) throw new DrfInvalid({ username: [NAME_TAKEN] });
  if (error instanceof UserEmailTaken) throw new DrfInvalid({ email: [ADDRESS_TAKEN] });
  throw error;
}
