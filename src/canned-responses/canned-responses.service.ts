import { Injectable } from '@nestjs/common';
import { authorOf, seesAllDepartments, type Actor } from '../common/actor.js';
import { Clock } from '../common/clock.js';
import { InvalidInput } from '../common/errors.js';
import type { Page } from '../common/page.js';
import { requireVersion } from '../common/row-version.js';
import { Database, type Tx } from '../database/database.js';
import { flavourOf } from '../database/flavour.js';
import { marks } from '../database/marks.js';
import { insertRow, toDate, updateRow } from '../database/rows.js';
import {
  pageById,
  statementOf,
  type Condition,
  type PageSearch,
  type Statement,
} from '../database/pages-by-id.js';
import { placeInDepartments } from '../departments/department-places.js';
import { applyChanges, type Changes } from '../events/changes.js';
import { EventsService } from '../events/events.service.js';
import type { MessageFormat } from '../messages/message.entity.js';
import { CannedResponseNotFound, CannedResponseNotYours } from './canned-response.errors.js';
import { requireKnownVariables } from './response-text.js';

export interface ResponseInput {
  name: string;
  body: string;
  format?: MessageFormat;
  /** Absent: one's own, of a program shared. */
  shared?: boolean;
  /** Null: for all departments. */
  departmentIds?: number[] | null;
}

/** A response as it is read. */
export interface ResponseRow {
  id: number;
  name: string;
  body: string;
  format: MessageFormat;
  shared: boolean;
  ownerId: number | null;
  departmentIds: number[] | null;
  createdAt: Date;
  updatedAt: Date;
  version: number;
}

export interface ResponseSearch extends PageSearch {
  /** For tickets of this department. */
  departmentId?: number;
  shared?: boolean;
}

type RawRow = Omit<ResponseRow, 'shared' | 'departmentIds'> & { everywhere: boolean | number };
type Ask = <T>(sql: string, parameters: unknown[]) => Promise<T[]>;

const MANAGE = 'canned-responses/manage';
const ROWS = `select r.id, r.name, r.body, r.format, r.ownerId, r.everywhere, r.createdAt, r.updatedAt, r.version
  from canned_responses r`;
const PARTS = ['name', 'body', 'format', 'departmentIds', 'ownerId'] as const;

/** Replies that are written once and used often: shared by superusers, or one's own. */
@Injectable()
export class CannedResponsesService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly events: EventsService,
  ) {}

  /** One page of those that the actor may see, in order of id. */
  async list(actor: Actor, { departmentId, shared, ...search }: ResponseSearch): Promise<Page<ResponseRow>> {
    const page = pageById(search, 'id', 'r.id');
    const statement = page.statement(ROWS, [
      ...visible(actor),
      ...(departmentId === undefined ? [] : [ofDepartments([departmentId])]),
      ...(shared === undefined ? [] : [{ sql: `r.ownerId is ${shared ? '' : 'not '}null`, parameters: [] }]),
    ]);
    return page.of(await select((sql, more) => this.database.query(sql, more), statement));
  }

  /** @throws CannedResponseNotFound, also for one that the actor may not see */
  async get(actor: Actor, id: number): Promise<ResponseRow> {
    const ask: Ask = (sql, parameters) => this.database.query(sql, parameters);
    const [row] = await select(ask, oneOf(actor, id));
    if (!row) throw new CannedResponseNotFound();
    return row;
  }

  /** @returns its id @throws CannedResponseNotYours, InvalidInput naming unknown variables and departments */
  create(actor: Actor, input: ResponseInput): Promise<number> {
    requireKnownVariables(input.body);
    const ownerId = ownerOf(actor, input.shared ?? actor.kind !== 'staff');
    return this.database.transaction(async (tx) => {
      const now = this.clock.now();
      const { name, body, format = 'text', departmentIds = null } = input;
      const everywhere = departmentIds === null;
      const times = { createdAt: now, updatedAt: now, version: 1 };
      const row = { name, body, format, ownerId, everywhere, ...times };
      const id = await insertRow(tx, 'canned_responses', row);
      await place(tx, id, departmentIds);
      await this.append(tx, actor, id, 'created', { details: { name, shared: ownerId === null } });
      return id;
    });
  }

  /** @throws CannedResponseNotFound, CannedResponseNotYours, StaleVersion, InvalidInput */
  async update(actor: Actor, id: number, input: Partial<ResponseInput>, expected?: number): Promise<void> {
    if (input.body !== undefined) requireKnownVariables(input.body);
    await this.database.transaction(async (tx) => {
      const row = await this.lock(tx, actor, id, expected);
      const { shared, ...given } = input;
      const changesHands = shared !== undefined && shared !== row.shared;
      const ownerId = changesHands ? ownerOf(actor, shared) : row.ownerId;
      const changes = applyChanges(row, { ...given, ownerId }, PARTS);
      if (!Object.keys(changes).length) return;
      await updateRow(tx, 'canned_responses', id, {
        name: row.name,
        body: row.body,
        format: row.format,
        ownerId: row.ownerId,
        everywhere: row.departmentIds === null,
        updatedAt: this.clock.now(),
        version: row.version + 1,
      });
      if (changes['departmentIds']) await place(tx, id, row.departmentIds);
      await this.append(tx, actor, id, 'updated', { changes });
    });
  }

  /** @throws CannedResponseNotFound, CannedResponseNotYours, StaleVersion */
  async delete(actor: Actor, id: number, expected?: number): Promise<void> {
    await this.database.transaction(async (tx) => {
      const { name } = await this.lock(tx, actor, id, expected);
      await tx.query('delete from canned_responses where id = ?', [id]);
      await this.append(tx, actor, id, 'deleted', { details: { name } });
    });
  }

  private async lock(tx: Tx, actor: Actor, id: number, expected: number | undefined): Promise<ResponseRow> {
    const { forUpdate } = flavourOf(tx.dataSource);
    await tx.query(`select id from canned_responses where id = ?${forUpdate}`, [id]);
    const ask: Ask = (sql, parameters) => tx.query(sql, parameters);
    const [row] = await select(ask, oneOf(actor, id));
    if (!row) throw new CannedResponseNotFound();
    if (row.shared && !actor.permissions.has(MANAGE)) throw new CannedResponseNotYours();
    requireVersion(row, expected);
    return row;
  }

  private append(
    tx: Tx,
    actor: Actor,
    resourceId: number,
    what: 'created' | 'updated' | 'deleted',
    more: { changes?: Changes; details?: Record<string, unknown> },
  ): Promise<void> {
    const about = { type: `canned_response.${what}`, resource: 'canned_response' as const, resourceId };
    return this.events.append(tx, { ...about, actor: authorOf(actor), ...more });
  }
}

/** Nobody's where it is shared. A program has none of its own. @throws CannedResponseNotYours, InvalidInput */
function ownerOf(actor: Actor, shared: boolean): number | null {
  if (!shared && actor.kind === 'staff') return actor.id;
  if (!shared) throw InvalidInput.field('shared', 'staff_only.responses');
  if (!actor.permissions.has(MANAGE)) throw new CannedResponseNotYours();
  return null;
}

/** One's own, and the shared ones for one's departments; all of them by permission. */
function visible(actor: Actor): Condition[] {
  if (actor.permissions.has(MANAGE)) return [];
  const shared = seesAllDepartments(actor)
    ? { sql: '1 = 1', parameters: [] }
    : ofDepartments(actor.kind === 'staff' ? actor.departmentIds : []);
  return [
    {
      sql: `(r.ownerId = ? or (r.ownerId is null and ${shared.sql}))`,
      parameters: [actor.kind === 'staff' ? actor.id : null, ...shared.parameters],
    },
  ];
}

const ofDepartments = (ids: readonly number[]): Condition => ({
  sql: `(r.everywhere = ?${
    ids.length
      ? ` or exists (select 1 from canned_response_departments x where x.responseId = r.id and x.departmentId in (${marks(ids)}))`
      : ''
  })`,
  parameters: [true, ...ids],
});

/** The one with this id, where the actor may see it. */
const oneOf = (actor: Actor, id: number): Statement =>
  statementOf(ROWS, [...visible(actor), { sql: 'r.id = ?', parameters: [id] }]);

async function select(ask: Ask, [sql, parameters]: Statement): Promise<ResponseRow[]> {
  const rows = await ask<RawRow>(sql, parameters);
  const ids = rows.filter(({ everywhere }) => !everywhere).map(({ id }) => id);
  const places = ids.length
    ? await ask<{ responseId: number; departmentId: number }>(
        `select responseId, departmentId from canned_response_departments where responseId in (${marks(ids)})
         order by departmentId`,
        ids,
      )
    : [];
  const byResponse = Map.groupBy(places, ({ responseId }) => responseId);
  return rows.map(({ everywhere, ...row }) => ({
    ...row,
    shared: row.ownerId === null,
    departmentIds: everywhere ? null : (byResponse.get(row.id) ?? []).map(({ departmentId }) => departmentId),
    createdAt: toDate(row.createdAt),
    updatedAt: toDate(row.updatedAt),
  }));
}

/** @throws InvalidInput */
const place = (tx: Tx, responseId: number, departmentIds: readonly number[] | null): Promise<void> =>
  placeInDepartments(
    tx,
    { table: 'canned_response_departments', column: 'responseId' },
    responseId,
    departmentIds,
  );
