import { Injectable } from '@nestjs/common';
import type { Actor, Role } from '../../common/actor.js';
import { emailKey } from '../../common/email-address.js';
import { JointLookup } from '../../common/joint-lookup.js';
import { Database } from '../../database/database.js';
import { marks } from '../../database/marks.js';
import { MembersService } from '../../staff-auth/members.service.js';
import { permissionsOf } from '../../staff-auth/permissions.js';

export type StaffActor = Extract<Actor, { kind: 'staff' }>;

/** Whose address a mail bears; the same address may be both a user's and a staff member's. */
export interface Sender {
  addressKey: string;
  user?: { id: number; name: string; active: boolean };
  /** Active ones only. */
  staff?: { id: number; name: string; role: Role };
}

interface AccountRow {
  addressKey: string;
  kind: 'user' | 'staff';
  id: number;
  name: string;
  active: number;
  role: Role;
}

/** The people behind addresses. */
@Injectable()
export class Senders {
  private readonly byKey = new JointLookup<string, AccountRow[]>(async (keys) => {
    const rows = await this.database.query<AccountRow>(
      `select emailKey as addressKey, 'user' as kind, id, fullName as name, active, '' as role from users
       where emailKey in (${marks(keys)})
       union all select emailKey, 'staff', id, fullName, active, role from staff where emailKey in (${marks(keys)})`,
      [...keys, ...keys],
    );
    return Map.groupBy(rows, (row) => row.addressKey);
  });

  constructor(
    private readonly database: Database,
    private readonly members: MembersService,
  ) {}

  async find(address: string): Promise<Sender> {
    const addressKey = emailKey(address);
    const accounts = (await this.byKey.get(addressKey)) ?? [];
    const user = accounts.find(({ kind }) => kind === 'user');
    const staff = accounts.find(({ kind, active }) => kind === 'staff' && active);
    return {
      addressKey,
      ...(user && { user: { id: user.id, name: user.name, active: Boolean(user.active) } }),
      ...(staff && { staff: { id: staff.id, name: staff.name, role: staff.role } }),
    };
  }

  /** The staff member as one who acts: with their departments and rights. */
  async actorOf({ id, name, role }: NonNullable<Sender['staff']>): Promise<StaffActor> {
    const departmentIds = (await this.members.departmentsOf([id])).get(id) ?? [];
    return { kind: 'staff', id, name, role, departmentIds, permissions: permissionsOf(role) };
  }
}
