import { Injectable } from '@nestjs/common';
import { authorOf, type Actor, type Role } from '../common/actor.js';
import { Clock } from '../common/clock.js';
import { emailKey } from '../common/email-address.js';
import { requireVersion } from '../common/row-version.js';
import type { Locale } from '../common/locales.js';
import type { StaffNotification } from '../common/staff-notifications.js';
import { Database, type Tx } from '../database/database.js';
import { flavourOf, isUniqueViolation } from '../database/flavour.js';
import { lockOne } from '../database/lock-one.js';
import { applyChanges, type Changes } from '../events/changes.js';
import { EventsService } from '../events/events.service.js';
import { addWords, removeWords, replaceWords } from '../users/person-word-rows.js';
import { UsernameTaken, claimUsername, releaseUsername, usernameKey } from '../users/usernames.js';
import { MembersService } from './members.service.js';
import { oweLater } from '../outbox/outbox.service.js';
import { PasswordHashes } from './password-hashes.js';
import { SessionsService } from './sessions.service.js';
import { forgetStaffCounts, readStaffCounts, type StaffCounts } from './staff-counts.js';
import { Staff } from './staff.entity.js';
import { LastAdministrator, StaffEmailTaken, StaffNotFound } from './staff.errors.js';

/** A member of staff with the departments they belong to, ascending, and what they have written and have to do. */
export type StaffMember = Staff & { departmentIds: number[] } & StaffCounts;

/** What can be edited; absent means "leave". */
export interface StaffChanges {
  username?: string;
  password?: string;
  fullName?: string;
  email?: string;
  role?: Role;
  active?: boolean;
  departmentIds?: number[];
  notifications?: StaffNotification[] | null;
  jobTitle?: string | null;
  locale?: Locale | null;
}

export type StaffInput = StaffChanges &
  Required<Pick<StaffChanges, 'username' | 'fullName' | 'email' | 'role'>>;

/** A whole account, as it comes from elsewhere. */
export type StaffRow = Pick<Staff, 'username' | 'fullName' | 'role' | 'passwordHash'> &
  Partial<
    Pick<
      Staff,
      'id' | 'email' | 'active' | 'notifications' | 'jobTitle' | 'locale' | 'twoFactorSecret' | 'createdAt'
    >
  >;

const EDITABLE = [
  'username',
  'fullName',
  'email',
  'role',
  'active',
  'notifications',
  'jobTitle',
  'locale',
] as const;

const RANK: Record<Role, number> = { staff: 0, superuser: 1, admin: 2 };

/** Who answers: their accounts. Their tickets stay when they go. */
@Injectable()
export class StaffService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly events: EventsService,
    private readonly hashes: PasswordHashes,
    private readonly members: MembersService,
    private readonly sessions: SessionsService,
  ) {}

  /** @throws StaffNotFound */
  async get(id: number): Promise<StaffMember> {
    const staff = await this.findById(id);
    if (!staff) throw new StaffNotFound();
    return (await this.withWork([staff]))[0]!;
  }

  /** Every account, for dialects that know no pages: staff are few. */
  all(): Promise<Staff[]> {
    return this.database.repository(Staff).find({ order: { id: 'ASC' } });
  }

  findById(id: number): Promise<Staff | null> {
    return this.database.repository(Staff).findOneBy({ id });
  }

  /** Exact, but for case. */
  async findByUsername(username: string): Promise<StaffMember | undefined> {
    const staff = await this.database.repository(Staff).findBy({ usernameKey: usernameKey(username) });
    return (await this.withWork(staff))[0];
  }

  /** @throws UsernameTaken, StaffEmailTaken, InvalidInput for an unknown department */
  async create(actor: Actor, { password, departmentIds = [], ...account }: StaffInput): Promise<StaffMember> {
    const passwordHash = password === undefined ? null : await this.hashes.hash(password);
    const id = await this.database.transaction(async (tx) => {
      const staffId = await this.insert(tx, { ...account, passwordHash });
      await this.members.setDepartments(tx, staffId, departmentIds);
      const { username, role } = account;
      await this.append(tx, 'staff.created', staffId, actor, {}, { username, role });
      return staffId;
    });
    return this.get(id);
  }

  /**
   * Changes an account; where that takes rights away, its sessions end.
   * @throws StaffNotFound, StaleVersion, UsernameTaken, StaffEmailTaken, LastAdministrator
   */
  async update(
    actor: Actor,
    id: number,
    { password, departmentIds, ...fields }: StaffChanges,
    expectedVersion?: number,
  ): Promise<StaffMember> {
    const passwordHash = password === undefined ? undefined : await this.hashes.hash(password);
    await this.database.transaction(async (tx) => {
      const staff = await this.lock(tx, id, expectedVersion);
      const before = { ...staff };
      const changes = applyChanges(staff, fields, EDITABLE);
      setKeys(staff);
      if (passwordHash) Object.assign(staff, { passwordHash });
      const departmentsBefore = departmentIds && (await this.members.setDepartments(tx, id, departmentIds));
      if (departmentsBefore) changes['departmentIds'] = [departmentsBefore, departmentIds];
      if (!passwordHash && !Object.keys(changes).length) return;
      if (isActiveAdmin(before) && !isActiveAdmin(staff)) await this.requireAnotherAdmin(tx, id);
      await this.save(tx, staff, before);
      if (changes['fullName']) oweLater(tx, 'name.changed', { kind: 'staff', id }, this.clock.now());
      if (passwordHash || !staff.active || RANK[staff.role] < RANK[before.role])
        await this.sessions.endAllOf(tx, { kind: 'staff', id });
      await this.append(tx, 'staff.updated', id, actor, changes, passwordHash ? { password: 'changed' } : {});
    });
    return this.get(id);
  }

  /** Sets one's own password and ends one's other sessions. */
  async changePassword(actor: Actor & { kind: 'staff' }, password: string, familyId: string): Promise<void> {
    const passwordHash = await this.hashes.hash(password);
    await this.database.transaction(async (tx) => {
      const staff = await this.lock(tx, actor.id);
      await this.save(tx, Object.assign(staff, { passwordHash }), staff);
      await this.sessions.endAllOf(tx, { kind: 'staff', id: actor.id }, familyId);
      await this.append(tx, 'staff.password_changed', actor.id, actor);
    });
  }

  /**
   * Sets the password of somebody who forgot it, as a hash, and ends all their sessions.
   * @throws StaffNotFound
   */
  async resetPassword(tx: Tx, actor: Actor, id: number, passwordHash: string): Promise<void> {
    const staff = await this.lock(tx, id);
    await this.save(tx, Object.assign(staff, { passwordHash }), staff);
    await this.sessions.endAllOf(tx, { kind: 'staff', id });
    await this.append(tx, 'staff.password_reset', id, actor);
  }

  /** @returns the account as it was. @throws StaffNotFound, StaleVersion */
  async setAvatar(
    tx: Tx,
    actor: Actor,
    id: number,
    avatar: Pick<Staff, 'avatarLarge' | 'avatarSmall'>,
    expectedVersion?: number,
  ): Promise<Staff> {
    const staff = await this.lock(tx, id, expectedVersion);
    const before = { ...staff };
    const changes = applyChanges(staff, avatar, ['avatarLarge', 'avatarSmall']);
    if (!Object.keys(changes).length) return before;
    await this.save(tx, staff, before);
    await this.append(tx, 'staff.updated', id, actor, {}, { avatar: avatar.avatarLarge ? 'set' : 'removed' });
    return before;
  }

  /**
   * Tickets are let go in `tickets/`, where the route stands. @returns the account as it was
   * @throws StaffNotFound, StaleVersion, LastAdministrator
   */
  async delete(tx: Tx, actor: Actor, id: number, expectedVersion?: number): Promise<Staff> {
    const staff = await this.lock(tx, id, expectedVersion);
    if (isActiveAdmin(staff)) await this.requireAnotherAdmin(tx, id);
    await this.remove(tx, id);
    await this.append(tx, 'staff.deleted', id, actor, {}, { username: staff.username });
    return staff;
  }

  /**
   * Writes a new account as given, without an event.
   * @throws UsernameTaken, StaffEmailTaken
   */
  async insert(tx: Tx, input: StaffRow): Promise<number> {
    const now = this.clock.now();
    const key = usernameKey(input.username);
    const row = tx.create(Staff, {
      ...input,
      active: input.active ?? true,
      createdAt: input.createdAt ?? now,
      usernameKey: key,
      emailKey: input.email ? emailKey(input.email) : null,
      updatedAt: now,
      version: 1,
    });
    await tx.insert(Staff, row).catch(throwConflict);
    await claimUsername(tx, key, { kind: 'staff', id: row.id });
    addWords(tx, { kind: 'staff', id: row.id }, row);
    return row.id;
  }

  /** Takes an account away with its username, sessions and memberships; its tickets and words stay. */
  async remove(tx: Tx, id: number): Promise<void> {
    await releaseUsername(tx, { kind: 'staff', id });
    await removeWords(tx, { kind: 'staff', id });
    await tx.delete(Staff, { id });
    await forgetStaffCounts(tx, id);
    await this.sessions.forgetActors(tx);
  }

  private async lock(tx: Tx, id: number, expectedVersion?: number): Promise<Staff> {
    const staff = await lockOne(tx, Staff, id);
    if (!staff) throw new StaffNotFound();
    requireVersion(staff, expectedVersion);
    return staff;
  }

  private async save(tx: Tx, staff: Staff, before: Staff): Promise<void> {
    staff.updatedAt = this.clock.now();
    staff.version += 1;
    if (staff.usernameKey !== before.usernameKey)
      await claimUsername(tx, staff.usernameKey, { kind: 'staff', id: staff.id });
    await tx.save(staff).catch(throwConflict);
    await replaceWords(tx, { kind: 'staff', id: staff.id }, staff);
    await this.sessions.forgetActors(tx);
  }

  /** Reads the other administrators under lock: two of them cannot demote each other at once. */
  private async requireAnotherAdmin(tx: Tx, id: number): Promise<void> {
    const others: unknown[] = await tx.query(
      `select id from staff where role = 'admin' and active = ? and id <> ?${flavourOf(tx.dataSource).forUpdate}`,
      [true, id],
    );
    if (!others.length) throw new LastAdministrator();
  }

  /** Accounts with all that is told of them. */
  async withWork(staff: Staff[]): Promise<StaffMember[]> {
    const ids = staff.map(({ id }) => id);
    const departments = await this.members.departmentsOf(ids);
    const countsOf = await readStaffCounts(this.database, ids);
    return staff.map((member) =>
      Object.assign(member, { departmentIds: departments.get(member.id) ?? [], ...countsOf(member.id) }),
    );
  }

  private append(
    tx: Tx,
    type: string,
    id: number,
    actor: Actor,
    changes?: Changes,
    details?: Record<string, unknown>,
  ): Promise<void> {
    return this.events.append(tx, {
      type,
      resource: 'staff',
      resourceId: id,
      actor: authorOf(actor),
      changes,
      details,
    });
  }
}

/** Names are unique by their keys. */
function setKeys(staff: Staff): void {
  staff.usernameKey = usernameKey(staff.username);
  staff.emailKey = staff.email === null ? null : emailKey(staff.email);
}

const isActiveAdmin = (staff: Staff): boolean => staff.active && staff.role === 'admin';

/** Both drivers name the column or the index that refused the row. */
function throwConflict(error: unknown): never {
  if (!isUniqueViolation(error)) throw error;
  throw String(error).includes('emailKey') ? new StaffEmailTaken() : new UsernameTaken();
}
