import { Injectable } from '@nestjs/common';
import { authorOf, type Actor } from '../common/actor.js';
import { Clock } from '../common/clock.js';
import type { Page } from '../common/page.js';
import { requireVersion } from '../common/row-version.js';
import { Database, type Tx } from '../database/database.js';
import { isUniqueViolation } from '../database/flavour.js';
import { lockOne } from '../database/lock-one.js';
import { marks } from '../database/marks.js';
import { insertRow, toDate } from '../database/rows.js';
import { pageById, type PageSearch } from '../database/pages-by-id.js';
import { applyChanges, type Changes } from '../events/changes.js';
import { EventsService } from '../events/events.service.js';
import { Tag } from './tag.entity.js';
import { TagNameTaken, TagNotFound } from './tag.errors.js';

export const TAG_NAME_MAX = 100;

export interface TagInput {
  name: string;
  /** `#rrggbb`; absent: none. */
  colour?: string | null;
}

/** A tag as it is read. */
export type TagRow = Omit<Tag, 'nameKey'> & { ticketCount: number };

const ROWS = `select g.id, g.name, g.colour, g.createdAt, g.updatedAt, g.version, coalesce(c.value, 0) as ticketCount
  from tags g left join counters c on c.name = concat('tags/', g.id)`;

/** What two spellings of one name share: case does not count. */
export const tagKey = (name: string): string => name.normalize('NFC').toLowerCase();

/** The counter of the tickets that have a tag. */
export const tagCounter = (id: number): string => `tags/${id}`;

/** The words that staff put on tickets. */
@Injectable()
export class TagsService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly events: EventsService,
  ) {}

  /** One page, in order of id. */
  async list(search: PageSearch): Promise<Page<TagRow>> {
    const page = pageById(search, 'id', 'g.id');
    const rows = await this.database.query<TagRow>(...page.statement(ROWS));
    return page.of(rows.map(toTagRow));
  }

  /** @throws TagNotFound */
  async get(id: number): Promise<TagRow> {
    const [row] = await this.database.query<TagRow>(`${ROWS} where g.id = ?`, [id]);
    if (!row) throw new TagNotFound();
    return toTagRow(row);
  }

  /** The tag of this name, whatever its case; undefined: there is none. */
  async selectByName(name: string): Promise<TagRow | undefined> {
    const [row] = await this.database.query<TagRow>(`${ROWS} where g.nameKey = ?`, [tagKey(name)]);
    return row && toTagRow(row);
  }

  /** @returns its id @throws TagNameTaken */
  create(actor: Actor, input: TagInput): Promise<number> {
    return this.database.transaction((tx) => this.insert(tx, actor, input));
  }

  /** @throws TagNotFound, TagNameTaken, StaleVersion */
  async update(actor: Actor, id: number, input: Partial<TagInput>, expected?: number): Promise<void> {
    await this.database.transaction(async (tx) => {
      const tag = await this.lock(tx, id, expected);
      const changes = applyChanges(tag, input, ['name', 'colour']);
      if (!Object.keys(changes).length) return;
      tag.nameKey = tagKey(tag.name);
      tag.updatedAt = this.clock.now();
      tag.version += 1;
      await unlessTaken(tx.save(tag));
      await this.append(tx, actor, id, 'updated', { changes });
    });
  }

  /** Takes it away from all tickets; they do not count as changed. @throws TagNotFound, StaleVersion */
  async delete(actor: Actor, id: number, expected?: number): Promise<void> {
    await this.database.transaction(async (tx) => {
      const { name } = await this.lock(tx, id, expected);
      await tx.delete(Tag, id);
      await tx.query('delete from counters where name = ?', [tagCounter(id)]);
      await this.append(tx, actor, id, 'deleted', { details: { name } });
    });
  }

  /** The tags of these names; `create` makes those that are missing. */
  async named(tx: Tx, actor: Actor, names: readonly string[], create: boolean): Promise<Tag[]> {
    const byKey = new Map(names.map((name) => [tagKey(name), name]));
    if (!byKey.size) return [];
    const tags: Tag[] = await tx.query(
      `select id, name, nameKey from tags where nameKey in (${marks([...byKey.keys()])})`,
      [...byKey.keys()],
    );
    for (const { nameKey } of tags) byKey.delete(nameKey);
    if (!create) return tags;
    for (const [nameKey, name] of byKey)
      tags.push(tx.create(Tag, { id: await this.insert(tx, actor, { name }), name, nameKey }));
    return tags;
  }

  private async insert(tx: Tx, actor: Actor, { name, colour = null }: TagInput): Promise<number> {
    const now = this.clock.now();
    const row = { name, nameKey: tagKey(name), colour, createdAt: now, updatedAt: now, version: 1 };
    const id = await unlessTaken(insertRow(tx, 'tags', row));
    await this.append(tx, actor, id, 'created', { details: { name } });
    return id;
  }

  private async lock(tx: Tx, id: number, expected: number | undefined): Promise<Tag> {
    const tag = await lockOne(tx, Tag, id);
    if (!tag) throw new TagNotFound();
    requireVersion(tag, expected);
    return tag;
  }

  private append(
    tx: Tx,
    actor: Actor,
    resourceId: number,
    what: 'created' | 'updated' | 'deleted',
    more: { changes?: Changes; details?: Record<string, unknown> },
  ): Promise<void> {
    const about = { type: `tag.${what}`, resource: 'tag' as const, resourceId };
    return this.events.append(tx, { ...about, actor: authorOf(actor), ...more });
  }
}

async function unlessTaken<T>(write: Promise<T>): Promise<T> {
  try {
    return await write;
  } catch (error) {
    throw isUniqueViolation(error) ? new TagNameTaken() : error;
  }
}

const toTagRow = (row: TagRow): TagRow => ({
  ...row,
  createdAt: toDate(row.createdAt),
  updatedAt: toDate(row.updatedAt),
});
