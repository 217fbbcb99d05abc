import { Injectable } from '@nestjs/common';
import { authorOf, type Actor } from '../common/actor.js';
import { Clock } from '../common/clock.js';
import { InvalidInput } from '../common/errors.js';
import { Database, type Tx } from '../database/database.js';
import { marks } from '../database/marks.js';
import { DepartmentsService } from '../departments/departments.service.js';
import { EventsService } from '../events/events.service.js';
import { SessionsService } from './sessions.service.js';

type Column = 'staffId' | 'departmentId';
interface Membership {
  staffId: number;
  departmentId: number;
}

/** Who belongs to which department, seen from either side. */
@Injectable()
export class MembersService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly departments: DepartmentsService,
    private readonly events: EventsService,
    private readonly sessions: SessionsService,
  ) {}

  /** The department ids of each, ascending; who belongs to none is absent. */
  async departmentsOf(staffIds: readonly number[]): Promise<Map<number, number[]>> {
    const departments = new Map<number, number[]>();
    if (!staffIds.length) return departments;
    const rows = await this.database.query<Membership>(
      `select staffId, departmentId from staff_departments where staffId in (${marks(staffIds)}) order by departmentId`,
      [...staffIds],
    );
    for (const { staffId, departmentId } of rows)
      departments.set(staffId, [...(departments.get(staffId) ?? []), departmentId]);
    return departments;
  }

  /**
   * The staff ids of a department, ascending.
   * @throws DepartmentNotFound
   */
  async membersOf(actor: Actor, departmentId: number): Promise<number[]> {
    await this.departments.get(actor, departmentId);
    const rows = await this.database.query<Membership>(
      'select staffId from staff_departments where departmentId = ? order by staffId',
      [departmentId],
    );
    return rows.map(({ staffId }) => staffId);
  }

  /**
   * Makes exactly these the members of a department.
   * @throws DepartmentNotFound, InvalidInput for unknown staff
   */
  async setMembers(actor: Actor, departmentId: number, staffIds: readonly number[]): Promise<number[]> {
    await this.departments.get(actor, departmentId);
    await this.database.transaction(async (tx) => {
      await requireAll(tx, 'staff', 'staffIds', staffIds);
      const replaced = await this.replace(tx, 'departmentId', departmentId, 'staffId', staffIds);
      if (!replaced) return;
      await tx.query(
        `update staff set updatedAt = ?, version = version + 1 where id in (${marks(replaced.changed)})`,
        [this.clock.now(), ...replaced.changed],
      );
      await this.events.append(tx, {
        type: 'department.members_changed',
        resource: 'department',
        resourceId: departmentId,
        actor: authorOf(actor),
        changes: { staffIds: [replaced.before, [...staffIds]] },
      });
    });
    return this.membersOf(actor, departmentId);
  }

  /**
   * Puts a member of staff into exactly these departments; returns those they were in before, undefined when that
   * changed nothing.
   * @throws InvalidInput for an unknown department
   */
  async setDepartments(
    tx: Tx,
    staffId: number,
    departmentIds: readonly number[],
  ): Promise<number[] | undefined> {
    await requireAll(tx, 'departments', 'departmentIds', departmentIds);
    return (await this.replace(tx, 'staffId', staffId, 'departmentId', departmentIds))?.before;
  }

  /** `changed` are the ids that came or went on the other side; undefined when none did. */
  private async replace(
    tx: Tx,
    own: Column,
    ownId: number,
    other: Column,
    ids: readonly number[],
  ): Promise<{ before: number[]; changed: number[] } | undefined> {
    const rows: Membership[] = await tx.query(
      `select ${other} from staff_departments where ${own} = ? order by ${other}`,
      [ownId],
    );
    const before = rows.map((row) => row[other]);
    const gone = before.filter((id) => !ids.includes(id));
    const added = [...new Set(ids)].filter((id) => !before.includes(id));
    if (!gone.length && !added.length) return undefined;
    if (gone.length)
      await tx.query(`delete from staff_departments where ${own} = ? and ${other} in (${marks(gone)})`, [
        ownId,
        ...gone,
      ]);
    for (const id of added)
      await tx.query(`insert into staff_departments (${own}, ${other}) values (?, ?)`, [ownId, id]);
    await this.sessions.forgetActors(tx);
    return { before, changed: [...gone, ...added] };
  }
}

async function requireAll(tx: Tx, table: string, field: string, ids: readonly number[]): Promise<void> {
  if (!ids.length) return;
  const rows: { id: number }[] = await tx.query(`select id from ${table} where id in (${marks(ids)})`, [
    ...ids,
  ]);
  const known = new Set(rows.map(({ id }) => id));
  const unknown = ids.filter((id) => !known.has(id));
  if (unknown.length) throw InvalidInput.field(field, 'unknown.among', { names: unknown.join(', '), table });
}
