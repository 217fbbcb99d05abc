import { Injectable } from '@nestjs/common';
import { LessThan, MoreThan, type FindOptionsWhere } from 'typeorm';
import { authorOf, type Actor } from '../common/actor.js';
import { Clock } from '../common/clock.js';
import { decodeCursor, pageOf, type Page } from '../common/page.js';
import { requireVersion } from '../common/row-version.js';
import { InvalidInput } from '../common/errors.js';
import { Database, type Tx } from '../database/database.js';
import { LostRace, flavourOf, isUniqueViolation } from '../database/flavour.js';
import { Invalidations } from '../database/invalidations.js';
import { lockOne } from '../database/lock-one.js';
import { Remembered } from '../database/remembered.js';
import { applyChanges } from '../events/changes.js';
import { EventsService } from '../events/events.service.js';
import { OutboxService } from '../outbox/outbox.service.js';
import { Department, type DepartmentLocale } from './department.entity.js';
import { DepartmentNameTaken, DepartmentNotFound, DepartmentSlugTaken } from './department.errors.js';
import { hasName } from './department.names.js';
import { SLUG_MAX, freeSlug, slugOf } from './department.slug.js';

/** What may be changed. */
export interface DepartmentChange {
  name: string;
  /** Absent: public. */
  private?: boolean;
  /** Absent: tickets come from people who are signed in, and by mail. */
  publicSubmission?: boolean;
  /** Absent: after the last. */
  position?: number;
  /** Absent: yes. */
  emailSubmission?: boolean;
  /** Null or absent: the language of the desk. */
  locale?: DepartmentLocale | null;
  newTicketCc?: string[];
  updatedTicketCc?: string[];
  /** An active member of staff; null or absent: nobody. */
  defaultAssigneeId?: number | null;
  /** Null or absent: never. */
  escalateDays?: number | null;
}

export interface DepartmentInput extends DepartmentChange {
  /** Absent: made from the name. */
  slug?: string;
}

export interface DepartmentImport extends DepartmentInput {
  id?: number;
}

const TOPIC = 'departments';

const FIELDS = [
  'name',
  'private',
  'publicSubmission',
  'position',
  'emailSubmission',
  'locale',
  'newTicketCc',
  'updatedTicketCc',
  'defaultAssigneeId',
  'escalateDays',
] as const;

/** Deleting a department takes its tickets along and so stands in tickets/. */
@Injectable()
export class DepartmentsService {
  private readonly remembered: Remembered<ReadonlyMap<number, Department>>;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly events: EventsService,
    private readonly outbox: OutboxService,
    private readonly invalidations: Invalidations,
  ) {
    this.remembered = new Remembered(invalidations, TOPIC, async () => {
      const rows = await database.repository(Department).find();
      return new Map(rows.map((department) => [department.id, department]));
    });
  }

  /** From memory: for what is asked with every ticket and mail. */
  async recall(id: number): Promise<Department | undefined> {
    return (await this.remembered.get()).get(id);
  }

  /** As `recall`, within a transaction; undefined also where it is not in memory. */
  peek(id: number): Department | undefined {
    return this.remembered.peek()?.get(id);
  }

  /** Before `tx` that changed one of them commits. */
  changed(tx: Tx): Promise<void> {
    return this.invalidations.announce(tx, TOPIC);
  }

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

  /**
   * `uniqueName`: no other one has the name, in whatever case; who creates another one at the same moment waits.
   * @throws InvalidInput, DepartmentSlugTaken, DepartmentNameTaken
   */
  create(actor: Actor, input: DepartmentInput, rule: { uniqueName?: boolean } = {}): Promise<Department> {
    return this.database.transaction(async (tx) => {
      if (rule.uniqueName) await this.requireFreeName(tx, input.name);
      await requireStaff(tx, input.defaultAssigneeId);
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

  /** @throws DepartmentNotFound, StaleVersion, InvalidInput */
  update(
    actor: Actor,
    id: number,
    input: Partial<DepartmentChange>,
    expectedVersion?: number,
  ): Promise<Department> {
    return this.database.transaction(async (tx) => {
      const department = await lockOne(tx, Department, id);
      if (!department) throw new DepartmentNotFound();
      requireVersion(department, expectedVersion);
      const changes = applyChanges(department, input, FIELDS);
      if (changes['defaultAssigneeId']) await requireStaff(tx, department.defaultAssigneeId);
      if (!Object.keys(changes).length) return department;
      department.updatedAt = this.clock.now();
      department.version += 1;
      await tx.save(department);
      await this.changed(tx);
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

  /** A row as given, with its id if it has one; no event. @throws DepartmentSlugTaken */
  async import(tx: Tx, input: DepartmentImport): Promise<Department> {
    const now = this.clock.now();
    const last = await tx.maximum(Department, 'position');
    const row = {
      ...input,
      slug: input.slug ?? (await this.slugFor(tx, input.name)),
      private: input.private ?? false,
      publicSubmission: input.publicSubmission ?? false,
      position: input.position ?? (last ?? 0) + 1,
      emailSubmission: input.emailSubmission ?? true,
      locale: input.locale ?? null,
      newTicketCc: input.newTicketCc ?? [],
      updatedTicketCc: input.updatedTicketCc ?? [],
      defaultAssigneeId: input.defaultAssigneeId ?? null,
      escalateDays: input.escalateDays ?? null,
      createdAt: now,
      updatedAt: now,
      version: 1,
    };
    await this.changed(tx);
    try {
      return await tx.save(tx.create(Department, row));
    } catch (error) {
      if (!isUniqueViolation(error)) throw error;
      // Two of one name at the same moment: tried again, the second one sees the first.
      throw input.slug === undefined ? new LostRace() : new DepartmentSlugTaken();
    }
  }

  /** It works on nothing new any more, once the account is gone. */
  async forgetAssignee(tx: Tx, staffId: number): Promise<void> {
    await this.changed(tx);
    await tx.query(
      'update departments set defaultAssigneeId = null, version = version + 1 where defaultAssigneeId = ?',
      [staffId],
    );
  }

  private async requireFreeName(tx: Tx, name: string): Promise<void> {
    const rows: { name: string }[] = await tx.query(
      `select name from departments${flavourOf(tx.dataSource).forUpdate}`,
    );
    if (hasName(rows, name)) throw new DepartmentNameTaken();
  }

  private async slugFor(tx: Tx, name: string): Promise<string> {
    const slug = slugOf(name);
    const rows: { slug: string }[] = await tx.query(
      'select slug from departments where slug = ? or slug like ?',
      [slug, `${slug.slice(0, SLUG_MAX - 5)}%`],
    );
    return freeSlug(slug, new Set(rows.map((row) => row.slug)));
  }
}

async function requireStaff(tx: Tx, id: number | null | undefined): Promise<void> {
  if (id === null || id === undefined) return;
  const found: unknown[] = await tx.query('select 1 from staff where id = ? and active = ?', [id, true]);
  if (!found.length) throw InvalidInput.field('defaultAssigneeId', 'unknown.staff');
}
