import { Injectable } from '@nestjs/common';
import { LessThan, MoreThan, type FindOptionsWhere } from 'typeorm';
import { authorOf, type Actor } from '../common/actor.js';
import { Clock } from '../common/clock.js';
import { decodeCursor, pageOf, type Page } from '../common/page.js';
import { requireVersion } from '../common/row-version.js';
import { Database, type Tx } from '../database/database.js';
import { lockOne } from '../database/lock-one.js';
import { applyChanges } from '../events/changes.js';
import { EventsService } from '../events/events.service.js';
import { OutboxService } from '../outbox/outbox.service.js';
import { Department } from './department.entity.js';
import { DepartmentNotFound } from './department.errors.js';

export interface DepartmentInput {
  name: string;
  /** Absent: public. */
  private?: boolean;
  /** Absent: tickets come from people who are signed in, and by mail. */
  publicSubmission?: boolean;
  /** Absent: after the last. */
  position?: number;
}

export interface DepartmentImport extends DepartmentInput {
  id?: number;
}

/** Deleting a department takes its tickets along and so stands in tickets/. */
@Injectable()
export class DepartmentsService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly events: EventsService,
    private readonly outbox: OutboxService,
  ) {}

  /** All of them, in their order; the private ones only for those who may know of them. */
  list(actor: Actor): Promise<Department[]> {
    const where = actor.kind === 'user' ? { private: false } : {};
    return this.database.repository(Department).find({ where, order: { position: 'ASC', id: 'ASC' } });
  }

  /** Those that anybody may know of. */
  listPublic(): Promise<Department[]> {
    return this.database
      .repository(Department)
      .find({ where: { private: false }, order: { position: 'ASC', id: 'ASC' } });
  }

  /** One page of them, in their order. */
  async page(actor: Actor, search: { cursor?: string; limit: number }): Promise<Page<Department>> {
    const cursor = decodeCursor(search.cursor, 'position');
    const visible: FindOptionsWhere<Department> = actor.kind === 'user' ? { private: false } : {};
    const beyond = cursor?.back ? LessThan : MoreThan;
    const direction = cursor?.back ? 'DESC' : 'ASC';
    const rows = await this.database.repository(Department).find({
      where: cursor
        ? [
            { ...visible, position: beyond(cursor.key) },
            { ...visible, position: cursor.key, id: beyond(cursor.id) },
          ]
        : visible,
      order: { position: direction, id: direction },
      take: search.limit + 1,
    });
    return pageOf(rows, search.limit, 'position', cursor, ({ position }) => position);
  }

  async exists(id: number): Promise<boolean> {
    return (await this.database.query('select 1 from departments where id = ?', [id])).length > 0;
  }

  /** @throws DepartmentNotFound, also for a private one that the actor may not know of. */
  async get(actor: Actor, id: number): Promise<Department> {
    const department = await this.database.repository(Department).findOneBy({ id });
    if (!department || (department.private && actor.kind === 'user')) throw new DepartmentNotFound();
    return department;
  }

  create(actor: Actor, input: DepartmentInput): Promise<Department> {
    return this.database.transaction(async (tx) => {
      const department = await this.import(tx, input);
      await this.events.append(tx, {
        type: 'department.created',
        resource: 'department',
        resourceId: department.id,
        actor: authorOf(actor),
        details: { name: department.name },
      });
      return department;
    });
  }

  /** @throws DepartmentNotFound, StaleVersion */
  update(
    actor: Actor,
    id: number,
    input: Partial<DepartmentInput>,
    expectedVersion?: number,
  ): Promise<Department> {
    return this.database.transaction(async (tx) => {
      const department = await lockOne(tx, Department, id);
      if (!department) throw new DepartmentNotFound();
      requireVersion(department, expectedVersion);
      const changes = applyChanges(department, input, ['name', 'private', 'publicSubmission', 'position']);
      if (!Object.keys(changes).length) return department;
      department.updatedAt = this.clock.now();
      department.version += 1;
      await tx.save(department);
      if (changes['name']) await this.outbox.add(tx, 'name.changed', { kind: 'department', id });
      await this.events.append(tx, {
        type: 'department.updated',
        resource: 'department',
        resourceId: id,
        actor: authorOf(actor),
        changes,
      });
      return department;
    });
  }

  /** A row as given, with its id if it has one; no event. */
  async import(tx: Tx, input: DepartmentImport): Promise<Department> {
    const now = this.clock.now();
    const last = await tx.maximum(Department, 'position');
    const row = {
      ...input,
      private: input.private ?? false,
      publicSubmission: input.publicSubmission ?? false,
      position: input.position ?? (last ?? 0) + 1,
      createdAt: now,
      updatedAt: now,
      version: 1,
    };
    return tx.save(tx.create(Department, row));
  }
}
