import { Injectable } from '@nestjs/common';
import type { Actor } from '../common/actor.js';
import { AppError } from '../common/errors.js';
import { Database } from '../database/database.js';
import { marks } from '../database/marks.js';
import { SubscribersService, type SubscriberRow } from './subscribers.service.js';
import { ThreadService, type ThreadMessage } from './thread.service.js';
import type { TicketRow } from './tickets.queries.js';

/** Each word, and the right that it asks for. */
const RIGHTS = {
  requester: 'users/read',
  assignee: 'staff/read',
  department: 'departments/read',
  category: 'departments/read',
  tags: 'tags/read',
  messages: 'messages/read',
  subscribers: 'subscribers/read',
} as const;
export type TicketInclude = keyof typeof RIGHTS;
export const TICKET_INCLUDES = Object.keys(RIGHTS) as TicketInclude[];

/** Of each ticket the newest. */
export const INCLUDED_MESSAGES = 20;

export interface IncludedPerson {
  id: number;
  fullName: string;
  /** Of staff without one: null. */
  email: string | null;
}

export interface IncludedDrawer {
  id: number;
  name: string;
}

export interface IncludedTag extends IncludedDrawer {
  colour: string | null;
}

/** What comes along with a ticket: what was asked for, and nothing else. */
export interface Included {
  requester?: IncludedPerson | null;
  assignee?: IncludedPerson | null;
  department?: IncludedDrawer;
  category?: IncludedDrawer | null;
  tagDetails?: IncludedTag[];
  messages?: ThreadMessage[];
  subscribers?: SubscriberRow[];
}

export type TicketWithParts = TicketRow & { included?: Included };

const PERSON = 'id, fullName, email';

/** Reads what hangs on the tickets of a page: of each kind in one statement, however many tickets there are. */
@Injectable()
export class TicketIncludes {
  constructor(
    private readonly database: Database,
    private readonly thread: ThreadService,
    private readonly subscribers: SubscribersService,
  ) {}

  /** @throws AppError `auth.forbidden` for what the actor may not read */
  async with(
    actor: Actor,
    rows: readonly TicketRow[],
    words: readonly TicketInclude[] = [],
  ): Promise<TicketWithParts[]> {
    const refused = words.find((word) => !actor.permissions.has(RIGHTS[word]));
    if (refused)
      throw new AppError('forbidden', 'auth.forbidden', { values: { permission: RIGHTS[refused] } });
    if (!words.length || !rows.length) return [...rows];
    const parts = await Promise.all([...new Set(words)].map((word) => this.read(actor, rows, word)));
    return rows.map((row) => ({ ...row, included: Object.assign({}, ...parts.map((of) => of(row))) }));
  }

  private async read(
    actor: Actor,
    rows: readonly TicketRow[],
    word: TicketInclude,
  ): Promise<(row: TicketRow) => Included> {
    const ids = rows.map(({ id }) => id);
    switch (word) {
      case 'requester': {
        const found = await this.byId<IncludedPerson>('users', PERSON, rows, 'requesterId');
        return ({ requesterId }) => ({ requester: found.get(requesterId) ?? null });
      }
      case 'assignee': {
        const found = await this.byId<IncludedPerson>('staff', PERSON, rows, 'assigneeId');
        return ({ assigneeId }) => ({ assignee: found.get(assigneeId) ?? null });
      }
      case 'category': {
        const found = await this.byId<IncludedDrawer>('categories', 'id, name', rows, 'categoryId');
        return ({ categoryId }) => ({ category: found.get(categoryId) ?? null });
      }
      case 'department':
        return ({ departmentId, departmentName }) => ({
          department: { id: departmentId, name: departmentName },
        });
      case 'tags': {
        const found = await this.tagsOf(actor, ids);
        return ({ id }) => ({ tagDetails: found.get(id) ?? [] });
      }
      case 'messages': {
        const found = await this.thread.newest(actor, ids, INCLUDED_MESSAGES);
        return ({ id }) => ({ messages: found.get(id) ?? [] });
      }
      case 'subscribers': {
        const found = Map.groupBy(await this.subscribers.ofTickets(ids), ({ ticketId }) => ticketId);
        return ({ id }) => ({ subscribers: found.get(id) ?? [] });
      }
    }
  }

  private async byId<T extends { id: number }>(
    table: string,
    columns: string,
    rows: readonly TicketRow[],
    column: 'requesterId' | 'assigneeId' | 'categoryId',
  ): Promise<Map<number | null, T>> {
    const ids = [...new Set(rows.map((row) => row[column]).filter((id) => id !== null))];
    if (!ids.length) return new Map();
    const found = await this.database.query<T>(
      `select ${columns} from ${table} where id in (${marks(ids)})`,
      ids,
    );
    return new Map(found.map((row) => [row.id, row]));
  }

  private async tagsOf(actor: Actor, ids: readonly number[]): Promise<Map<number, IncludedTag[]>> {
    if (actor.kind === 'user') return new Map();
    const rows = await this.database.query<IncludedTag & { ticketId: number }>(
      `select x.ticketId, g.id, g.name, g.colour from ticket_tags x join tags g on g.id = x.tagId
       where x.ticketId in (${marks(ids)}) order by g.name`,
      [...ids],
    );
    const byTicket = Map.groupBy(rows, ({ ticketId }) => ticketId);
    return new Map([...byTicket].map(([id, tags]) => [id, tags.map(({ ticketId: _, ...tag }) => tag)]));
  }
}
