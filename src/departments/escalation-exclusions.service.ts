import { Injectable } from '@nestjs/common';
import { LessThanOrEqual } from 'typeorm';
import { authorOf, type Actor } from '../common/actor.js';
import { Clock } from '../common/clock.js';
import { InvalidInput } from '../common/errors.js';
import type { Page } from '../common/page.js';
import { requireVersion } from '../common/row-version.js';
import { Database, type Tx } from '../database/database.js';
import { lockOne } from '../database/lock-one.js';
import { listById, type PageSearch } from '../database/pages-by-id.js';
import { applyChanges, type Changes } from '../events/changes.js';
import { EventsService } from '../events/events.service.js';
import { Department } from './department.entity.js';
import { EscalationExclusion } from './escalation-exclusion.entity.js';
import { EscalationExclusionNotFound } from './escalation-exclusion.errors.js';

export interface ExclusionInput {
  name: string;
  /** `2026-12-25`. */
  date: string;
  /** Null or absent: all departments. */
  departmentId?: number | null;
}

/** The newest of them up to a day; nobody has more. */
const KNOWN_MAX = 10_000;

/** Days on which escalation pauses. */
@Injectable()
export class EscalationExclusionsService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly events: EventsService,
  ) {}

  /** One page, in order of id. */
  list(search: PageSearch): Promise<Page<EscalationExclusion>> {
    return listById(this.database.repository(EscalationExclusion), search);
  }

  /** Those that have begun by a day. */
  upTo(day: string): Promise<EscalationExclusion[]> {
    return this.database.repository(EscalationExclusion).find({
      where: { date: LessThanOrEqual(day) },
      order: { date: 'DESC' },
      take: KNOWN_MAX,
    });
  }

  /** @throws EscalationExclusionNotFound */
  async get(id: number): Promise<EscalationExclusion> {
    const row = await this.database.repository(EscalationExclusion).findOneBy({ id });
    if (!row) throw new EscalationExclusionNotFound();
    return row;
  }

  /** @throws InvalidInput */
  create(actor: Actor, { name, date, departmentId = null }: ExclusionInput): Promise<EscalationExclusion> {
    return this.database.transaction(async (tx) => {
      await requireDepartment(tx, departmentId);
      const now = this.clock.now();
      const row = tx.create(EscalationExclusion, {
        name,
        date,
        departmentId,
        createdAt: now,
        updatedAt: now,
        version: 1,
      });
      await tx.save(row);
      await this.append(tx, actor, row.id, 'created', { details: { name, date, departmentId } });
      return row;
    });
  }

  /** @throws EscalationExclusionNotFound, StaleVersion, InvalidInput */
  update(
    actor: Actor,
    id: number,
    input: Partial<ExclusionInput>,
    expectedVersion?: number,
  ): Promise<EscalationExclusion> {
    return this.database.transaction(async (tx) => {
      const row = await this.lock(tx, id, expectedVersion);
      const changes = applyChanges(row, input, ['name', 'date', 'departmentId']);
      if (!Object.keys(changes).length) return row;
      await requireDepartment(tx, row.departmentId);
      row.updatedAt = this.clock.now();
      row.version += 1;
      await tx.save(row);
      await this.append(tx, actor, id, 'updated', { changes });
      return row;
    });
  }

  /** @throws EscalationExclusionNotFound, StaleVersion */
  delete(actor: Actor, id: number, expectedVersion?: number): Promise<void> {
    return this.database.transaction(async (tx) => {
      const { name, date, departmentId } = await this.lock(tx, id, expectedVersion);
      await tx.delete(EscalationExclusion, id);
      await this.append(tx, actor, id, 'deleted', { details: { name, date, departmentId } });
    });
  }

  private async lock(tx: Tx, id: number, expectedVersion?: number): Promise<EscalationExclusion> {
    const row = await lockOne(tx, EscalationExclusion, id);
    if (!row) throw new EscalationExclusionNotFound();
    requireVersion(row, expectedVersion);
    return row;
  }

  private append(
    tx: Tx,
    actor: Actor,
    resourceId: number,
    what: 'created' | 'updated' | 'deleted',
    more: { changes?: Changes; details?: Record<string, unknown> },
  ): Promise<void> {
    const about = {
      type: `escalation_exclusion.${what}`,
      resource: 'escalation_exclusion' as const,
      resourceId,
    };
    return this.events.append(tx, { ...about, actor: authorOf(actor), ...more });
  }
}

async function requireDepartment(tx: Tx, id: number | null): Promise<void> {
  if (id !== null && !(await tx.existsBy(Department, { id })))
    throw InvalidInput.field('departmentId', 'unknown.department');
}
