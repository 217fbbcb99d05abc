import { InvalidInput } from './errors.js';

export const PAGE_LIMIT_DEFAULT = 25;
export const PAGE_LIMIT_MAX = 100;

/** One page of a list, moved through by opaque cursors. */
export interface Page<T> {
  items: T[];
  page: { next: string | null; prev: string | null; limit: number };
}

/**
 * Where a page begins: the sort key and id of the row before it, and the direction it is read in.
 * A cursor is opaque to callers and carries the sort it was made for.
 */
export interface Cursor<K extends number | string = number | string> {
  sort: string;
  /** A time goes as its milliseconds. */
  key: K;
  id: number;
  back: boolean;
}

/** No time is further from 1970. */
const KEY_MAX = 8_640_000_000_000_000;
/** What lists sort texts by is no longer. */
const TEXT_MAX = 500;

export const encodeCursor = (cursor: Cursor): string =>
  Buffer.from(JSON.stringify([cursor.sort, cursor.key, cursor.id, cursor.back ? 1 : 0])).toString(
    'base64url',
  );

/** @throws InvalidInput when the text is no cursor of a list in this sort. */
export function decodeCursor(
  text: string | undefined,
  sort: string,
  kind?: 'time' | 'number',
): Cursor<number> | undefined;
export function decodeCursor(
  text: string | undefined,
  sort: string,
  kind: 'time' | 'number' | 'text',
): Cursor | undefined;
export function decodeCursor(
  text: string | undefined,
  sort: string,
  kind: 'time' | 'number' | 'text' = 'number',
): Cursor | undefined {
  if (!text) return undefined;
  try {
    const [cursorSort, key, id, back] = JSON.parse(
      Buffer.from(text, 'base64url').toString('utf8'),
    ) as unknown[];
    const isKey = kind === 'text' ? isShortText : isInteger;
    if (cursorSort === sort && isKey(key) && isInteger(id)) return { sort, key, id, back: back === 1 };
  } catch {
    // Falls through to the one error below: the caller sees the same for any text that is no cursor.
  }
  throw InvalidInput.field('cursor', 'malformed.cursor');
}

const isShortText = (value: unknown): value is string =>
  typeof value === 'string' && value.length <= TEXT_MAX;

const isInteger = (value: unknown): value is number =>
  Number.isSafeInteger(value) && Math.abs(value as number) <= KEY_MAX;

/**
 * Cuts the page out of `limit + 1` rows read from the cursor on (in reading direction) and makes its cursors.
 * `keyOf` names the row's place in the sort order.
 */
export function pageOf<T extends { id: number }>(
  rows: T[],
  limit: number,
  sort: string,
  cursor: Cursor | undefined,
  keyOf: (row: T) => number | string,
): Page<T> {
  const more = rows.length > limit;
  const items = rows.slice(0, limit);
  if (cursor?.back) items.reverse();
  const at = (row: T | undefined, back: boolean): string | null =>
    row ? encodeCursor({ sort, key: keyOf(row), id: row.id, back }) : null;
  const hasNext = cursor?.back ? true : more;
  const hasPrev = cursor ? (cursor.back ? more : true) : false;
  return {
    items,
    page: {
      next: hasNext ? at(items.at(-1), false) : null,
      prev: hasPrev ? at(items[0], true) : null,
      limit,
    },
  };
}

/** The first rows of what has no further pages: whoever wants others asks more narrowly. */
export const firstOnly = <T>(items: T[], limit: number): Page<T> => ({
  items,
  page: { next: null, prev: null, limit },
});
