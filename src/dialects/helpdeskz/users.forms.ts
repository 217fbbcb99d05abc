import { Injectable } from '@nestjs/common';
import { isEmailAddress } from '../../common/email-address.js';
import type { User } from '../../users/user.entity.js';
import { UsersService, type UserInput } from '../../users/users.service.js';
import { UserNotFound } from '../../users/user.errors.js';
import { requireAll } from './fields.js';
import type { HelpdeskzForm } from './helpdeskz-form.js';
import { charactersIn, idOf, isFilled } from './php.js';

const NAME_MAX = 500;

/** What the users' endpoints are told, checked field by field. */
@Injectable()
export class UsersForms {
  constructor(private readonly users: UsersService) {}

  /** @throws UserNotFound */
  async user(id: string): Promise<User> {
    const known = idOf(id);
    if (known === undefined) throw new UserNotFound();
    return this.users.get(known);
  }

  async newUser(form: HelpdeskzForm): Promise<UserInput> {
    const fullName = form.text('fullname');
    const email = form.text('email');
    await requireAll(checkName(fullName), this.checkEmail(email));
    return { fullName: fullName!, email: email! };
  }

  /** The one thing that can be changed: the address. The same address again, in any letter case, is fine. */
  async newEmail(id: string, form: HelpdeskzForm): Promise<{ id: number; input: Pick<UserInput, 'email'> }> {
    const user = await this.user(id);
    const email = form.text('new_email');
    await requireAll(this.checkEmail(email, user.id));
    return { id: user.id, input: { email: email! } };
  }

  private async checkEmail(email: string | undefined, ownerId?: number): Promise<string | undefined> {
    if (!isFilled(email)) return 'Email address is missing.';
    if (!isEmailAddress(email)) return 'Email address is not valid.';
    const holder = await this.users.findByEmail(email);
    return holder && holder.id !== ownerId ? 'Email address is is already in use.' : undefined;
  }
}

function checkName(name: string | undefined): string | undefined {
  if (!isFilled(name)) return 'Full name is missing.';
  return charactersIn(name) > NAME_MAX ? 'Full name is too long.' : undefined;
}
