import { Injectable } from '@nestjs/common';
import type { Actor } from '../../common/actor.js';
import { StaffService } from '../../staff-auth/staff.service.js';
import type { User } from '../../users/user.entity.js';
import { UsersService } from '../../users/users.service.js';

/** As whom somebody asks: a user as themselves, staff as the user who has their address. */
@Injectable()
export class Requesters {
  constructor(
    private readonly users: UsersService,
    private readonly staff: StaffService,
  ) {}

  /** Null: they are no requester. */
  async of(actor: Actor): Promise<User | null> {
    if (actor.kind === 'user') return this.users.get(actor.id);
    if (actor.kind !== 'staff') return null;
    const account = await this.staff.findById(actor.id);
    return account?.email ? this.users.findByEmail(account.email) : null;
  }
}
