import {
  LessThan,
  MoreThan,
  type FindOptionsWhere,
  type FindOptionsOrder,
  type ObjectLiteral,
} from 'typeorm';
import { decodeCursor, pageOf, type Page } from '../common/page.js';
import type { Reader } from '../database/database.js';

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
