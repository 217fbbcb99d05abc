import { Injectable } from '@nestjs/common';
import type { Author } from '../../common/actor.js';
import { StaffService } from '../../staff-auth/staff.service.js';
import { UsersQueries } from '../../users/users.queries.js';
import type { HelpdeskzForm } from './helpdeskz-form.js';
import { idOf, isFilled, isNaturalNoZero } from './php.js';

/** A person that a form names, or what is wrong with the name. */
export type Named = { author: Author } | { fault: string };

/** Who speaks: `opener` or `replier` says which kind, an id says who. */
@Injectable()
export class People {
  constructor(
    private readonly users: UsersQueries,
    private readonly staff: StaffService,
  ) {}

  async user(form: HelpdeskzForm): Promise<Named> {
    const id = form.text('user_id');
    if (!isFilled(id)) return { fault: 'User ID is missing.' };
    if (!isNaturalNoZero(id)) return { fault: 'User ID is not valid.' };
    const user = await this.users.selectOptional(idOf(id) ?? 0);
    return user
      ? { author: { kind: 'user', id: user.id, name: user.fullName } }
      : { fault: 'User ID not found.' };
  }

  /** Only active staff speak. */
  async staffMember(form: HelpdeskzForm): Promise<Named> {
    const id = form.text('staff_id');
    if (!isFilled(id)) return { fault: 'Staff ID is missing.' };
    if (!isNaturalNoZero(id)) return { fault: 'Invalid Staff ID.' };
    const staff = await this.staff.findById(idOf(id) ?? 0);
    if (!staff?.active) return { fault: 'Staff ID not found.' };
    return { author: { kind: 'staff', id: staff.id, name: staff.fullName } };
  }
}

export const faultOf = (named: Named | undefined): string | undefined =>
  named && 'fault' in named ? named.fault : undefined;

/** After `requireAll` has let the fault of it pass. */
export function authorOf(named: Named): Author {
  if ('fault' in named) throw new Error('A person who is not known cannot speak.');
  return named.author;
}
