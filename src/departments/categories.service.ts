import { Injectable } from '@nestjs/common';
import { LessThan, MoreThan } from 'typeorm';
import { authorOf, type Actor } from '../common/actor.js';
import { Clock } from '../common/clock.js';
import { decodeCursor, pageOf, type Page } from '../common/page.js';
import { requireVersion } from '../common/row-version.js';
import { Database, type Tx } from '../database/database.js';
import { flavourOf } from '../database/flavour.js';
import { lockOne } from '../database/lock-one.js';
import { applyChanges, type Changes } from '../events/changes.js';
import { EventsService } from '../events/events.service.js';
import { OutboxService } from '../outbox/outbox.service.js';
import { Category } from './category.entity.js';
import { CategoryNameTaken, CategoryNotFound } from './category.errors.js';
import { Department } from './department.entity.js';
import { DepartmentNotFound } from './department.errors.js';
import { hasName } from './department.names.js';
import { DepartmentsService } from './departments.service.js';

/** A category with the name of its department. */
export interface CategoryPlace {
  id: number;
  name: string;
  departmentId: number;
  departmentName: string;
}

export interface CategoryInput {
  name: string;
  /** Absent: after the last. */
  position?: number;
}

/** The drawers of departments. Who may know of a department knows its categories; deleting one stands in tickets/. */
@Injectable()
export class CategoriesService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly events: EventsService,
    private readonly outbox: OutboxService,
    private readonly departments: DepartmentsService,
  ) {}

  /** One page of a department's categories, in their order. @throws DepartmentNotFound */
  async page(
    actor: Actor,
    departmentId: number,
    search: { cursor?: string; limit: number },
  ): Promise<Page<Category>> {
    await this.departments.get(actor, departmentId);
    const cursor = decodeCursor(search.cursor, 'position');
    const beyond = cursor?.back ? LessThan : MoreThan;
    const direction = cursor?.back ? 'DESC' : 'ASC';
    const rows = await this.database.repository(Category).find({
      where: cursor
        ? [
            { departmentId, position: beyond(cursor.key) },
            { departmentId, position: cursor.key, id: beyond(cursor.id) },
          ]
        : { departmentId },
      order: { position: direction, id: direction },
      take: search.limit + 1,
    });
    return pageOf(rows, search.limit, 'position', cursor, ({ position }) => position);
  }

  /** All of those departments that the actor may know of, by id, for dialects that know no pages: they are few. */
  all(actor: Actor): Promise<CategoryPlace[]> {
    const isOpen = actor.kind === 'user' ? ' where d.private = 0' : '';
    return this.database.query<CategoryPlace>(
      `select c.id, c.name, c.departmentId, d.name as departmentName
       from categories c join departments d on d.id = c.departmentId${isOpen} order by c.id`,
    );
  }

  /** @throws DepartmentNotFound, CategoryNotFound */
  async get(actor: Actor, departmentId: number, id: number): Promise<Category> {
    await this.departments.get(actor, departmentId);
    const category = await this.database.repository(Category).findOneBy({ id, departmentId });
    if (!category) throw new CategoryNotFound();
    return category;
  }

  /**
   * `uniqueName`: no other one of the department has the name, in whatever case.
   * @throws DepartmentNotFound, CategoryNameTaken
   */
  create(
    actor: Actor,
    departmentId: number,
    input: CategoryInput,
    rule: { uniqueName?: boolean } = {},
  ): Promise<Category> {
    return this.database.transaction(async (tx) => {
      if (!(await lockOne(tx, Department, departmentId))) throw new DepartmentNotFound();
      if (rule.uniqueName) await this.requireFreeName(tx, departmentId, input.name);
      const now = this.clock.now();
      const last = await tx.maximum(Category, 'position', { departmentId });
      const position = input.position ?? (last ?? 0) + 1;
      const row = { departmentId, name: input.name, position, createdAt: now, updatedAt: now, version: 1 };
      const category = await tx.save(tx.create(Category, row));
      await this.append(tx, actor, category.id, 'created', {
        details: { departmentId, name: category.name },
      });
      return category;
    });
  }

  /** @throws CategoryNotFound, StaleVersion */
  update(
    actor: Actor,
    departmentId: number,
    id: number,
    input: Partial<CategoryInput>,
    expectedVersion?: number,
  ): Promise<Category> {
    return this.database.transaction(async (tx) => {
      const category = await this.lock(tx, departmentId, id, expectedVersion);
      const changes = applyChanges(category, input, ['name', 'position']);
      if (!Object.keys(changes).length) return category;
      category.updatedAt = this.clock.now();
      category.version += 1;
      await tx.save(category);
      if (changes['name']) await this.outbox.add(tx, 'name.changed', { kind: 'category', id });
      await this.append(tx, actor, id, 'updated', { changes });
      return category;
    });
  }

  /** The row alone: the caller has taken the category away from its tickets. @throws CategoryNotFound, StaleVersion */
  async delete(tx: Tx, actor: Actor, departmentId: number, id: number, expected?: number): Promise<void> {
    const { name } = await this.lock(tx, departmentId, id, expected);
    await tx.delete(Category, id);
    await this.append(tx, actor, id, 'deleted', { details: { departmentId, name } });
  }

  /** Who creates another one waits for the department. */
  private async requireFreeName(tx: Tx, departmentId: number, name: string): Promise<void> {
    const rows: { name: string }[] = await tx.query(
      `select name from categories where departmentId = ?${flavourOf(tx.dataSource).forUpdate}`,
      [departmentId],
    );
    if (hasName(rows, name)) throw new CategoryNameTaken();
  }

  private async lock(tx: Tx, departmentId: number, id: number, expected?: number): Promise<Category> {
    const category = await lockOne(tx, Category, id);
    if (category?.departmentId !== departmentId) throw new CategoryNotFound();
    requireVersion(category, expected);
    return category;
  }

  private append(
    tx: Tx,
    actor: Actor,
    resourceId: number,
    what: 'created' | 'updated' | 'deleted',
    more: { changes?: Changes; details?: Record<string, unknown> },
  ): Promise<void> {
    const about = { type: `category.${what}`, resource: 'category' as const, resourceId };
    return this.events.append(tx, { ...about, actor: authorOf(actor), ...more });
  }
}
