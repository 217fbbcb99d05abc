import {
  LessThan,
  MoreThan,
  type FindOptionsWhere,
  type FindOptionsOrder,
  type ObjectLiteral,
} from 'typeorm';
import { decodeCursor, pageOf, type Page } from '../common/page.js';
import type { Reader } from './database.js';

export interface PageSearch {
  limit: number;
  cursor?: string;
}

/** One page of a small table, in order of id. */
export async function listById<T extends ObjectLiteral & { id: number }>(
  reader: Reader<T>,
  { limit, cursor: text }: PageSearch,
): Promise<Page<T>> {
  const cursor = decodeCursor(text, 'id');
  const from = cursor && (cursor.back ? LessThan(cursor.id) : MoreThan(cursor.id));
  const rows = await reader.find({
    where: (from ? { id: from } : {}) as FindOptionsWhere<T>,
    order: { id: cursor?.back ? 'DESC' : 'ASC' } as FindOptionsOrder<T>,
    take: limit + 1,
  });
  return pageOf(rows, limit, 'id', cursor, ({ id }) => id);
}

/** A part of `where`. */
export interface Condition {
  sql: string;
  parameters: readonly unknown[];
}

/** SQL and what stands at its question marks, as `query` takes them. */
export type Statement = [sql: string, parameters: unknown[]];

/** A selection under all of these conditions. */
export function statementOf(select: string, conditions: readonly Condition[], end = ''): Statement {
  const where = conditions.length ? ` where ${conditions.map(({ sql }) => sql).join(' and ')}` : '';
  return [`${select}${where}${end}`, conditions.flatMap(({ parameters }) => parameters)];
}

interface PageById {
  /** One row more than the page has is read, so that it knows whether there is another one. */
  statement: (select: string, conditions?: readonly Condition[]) => Statement;
  of: <T extends { id: number }>(rows: T[]) => Page<T>;
}

/** One page in order of id (`-id`: the newest first) of what a selection finds; `column` is the id in its words. */
export function pageById(search: PageSearch, sort: 'id' | '-id' = 'id', column = 'id'): PageById {
  const cursor = decodeCursor(search.cursor, sort);
  const isUp = (sort === 'id') !== (cursor?.back ?? false);
  const from = cursor ? [{ sql: `${column} ${isUp ? '>' : '<'} ?`, parameters: [cursor.id] }] : [];
  const end = ` order by ${column} ${isUp ? 'asc' : 'desc'} limit ?`;
  return {
    statement: (select, conditions = []) => {
      const [sql, parameters] = statementOf(select, [...conditions, ...from], end);
      return [sql, [...parameters, search.limit + 1]];
    },
    of: (rows) => pageOf(rows, search.limit, sort, cursor, ({ id }) => id),
  };
}
