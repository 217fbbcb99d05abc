import { Injectable } from '@nestjs/common';
import type { Actor, Role } from '../common/actor.js';
import { Clock } from '../common/clock.js';
import type { Locale } from '../common/locales.js';
import { Database, type Tx } from '../database/database.js';
import { Invalidations } from '../database/invalidations.js';
import { SettingsService } from '../settings/settings.service.js';
import { ENROLMENT, permissionsOf, permissionsOfUser, permissionsWithoutSession } from './permissions.js';
import { ShortCache } from './short-cache.js';

export type StaffActor = Extract<Actor, { kind: 'staff' }>;
export type UserActor = Extract<Actor, { kind: 'user' }>;

/** An account of staff as the doors that know no session see it. */
export interface KnownAccount {
  actor: StaffActor;
  passwordHash: string | null;
  /** Its own password is not enough: there is a second factor, or its role requires one. */
  needsAppPassword: boolean;
  appPasswordIds: ReadonlySet<number>;
}

interface StaffRow {
  name: string;
  role: Role;
  locale: Locale | null;
  passwordHash: string | null;
  hasTwoFactor: number | boolean;
}

const TOPIC = 'staff';

/** Who stands behind an id now. Staff are remembered for five seconds, unless a change of them is announced. */
@Injectable()
export class ActorsService {
  private readonly staff: ShortCache<StaffActor>;
  private readonly accounts: ShortCache<KnownAccount>;

  constructor(
    private readonly database: Database,
    private readonly settings: SettingsService,
    private readonly invalidations: Invalidations,
    clock: Clock,
  ) {
    this.staff = new ShortCache(clock);
    this.accounts = new ShortCache(clock);
    invalidations.listen(TOPIC, () => {
      this.staff.clear();
      this.accounts.clear();
    });
  }

  /** A member of staff in a session; undefined when disabled, deleted or signed out. */
  staffIn(familyId: string, id: number): Promise<StaffActor | undefined> {
    return this.staff.get(`${id} ${familyId}`, async () => {
      const row = await this.selectStaff(id, familyId);
      if (!row) return undefined;
      const mustEnrol = !row.hasTwoFactor && this.requiresTwoFactor(row.role);
      return this.actorOf(id, row, mustEnrol ? ENROLMENT : permissionsOf(row.role));
    });
  }

  /** The same from memory; undefined: it has to be asked for. */
  recallStaffIn(familyId: string, id: number): StaffActor | undefined {
    return this.staff.recall(`${id} ${familyId}`);
  }

  /** A user in a session; undefined as above. Not remembered: users are disabled in a room that knows no sessions. */
  async userIn(familyId: string, id: number): Promise<UserActor | undefined> {
    const [user] = await this.database.query<{ name: string; locale: Locale | null }>(
      `select fullName as name, locale from users where id = ? and active = ? and exists
       (select 1 from user_sessions where familyId = ? and userId = ? and revokedAt is null)`,
      [id, true, familyId, id],
    );
    return user && { kind: 'user', id, ...user, permissions: permissionsOfUser() };
  }

  /** A member of staff without a session; undefined when disabled or deleted. */
  account(id: number): Promise<KnownAccount | undefined> {
    return this.accounts.get(String(id), async () => {
      const row = await this.selectStaff(id);
      if (!row) return undefined;
      const appPasswords = await this.database.query<{ id: number }>(
        'select id from app_passwords where staffId = ?',
        [id],
      );
      return {
        actor: await this.actorOf(id, row, permissionsWithoutSession(row.role)),
        passwordHash: row.passwordHash,
        needsAppPassword: Boolean(row.hasTwoFactor) || this.requiresTwoFactor(row.role),
        appPasswordIds: new Set(appPasswords.map((appPassword) => appPassword.id)),
      };
    });
  }

  requiresTwoFactor(role: Role): boolean {
    return this.settings.get('two_factor_required_roles').includes(role);
  }

  /** What is remembered is out of date once this has committed. */
  forget(tx: Tx): Promise<void> {
    return this.invalidations.announce(tx, TOPIC);
  }

  private async selectStaff(id: number, familyId?: string): Promise<StaffRow | undefined> {
    const inSession =
      ' and exists (select 1 from staff_sessions where familyId = ? and staffId = ? and revokedAt is null)';
    const [row] = await this.database.query<StaffRow>(
      `select fullName as name, role, locale, passwordHash, twoFactorSecret is not null as hasTwoFactor
       from staff where id = ? and active = ?${familyId === undefined ? '' : inSession}`,
      [id, true, ...(familyId === undefined ? [] : [familyId, id])],
    );
    return row;
  }

  private async actorOf(
    id: number,
    { name, role, locale }: StaffRow,
    permissions: ReadonlySet<string>,
  ): Promise<StaffActor> {
    const departments = await this.database.query<{ departmentId: number }>(
      'select departmentId from staff_departments where staffId = ? order by departmentId',
      [id],
    );
    const departmentIds = departments.map(({ departmentId }) => departmentId);
    return { kind: 'staff', id, name, role, departmentIds, permissions, locale };
  }
}
