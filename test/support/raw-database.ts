import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import mysql from 'mysql2/promise';

/** Where a server has its data, as its environment says. */
type Place = Readonly<Record<string, string>>;

/** Rows as they lie in the database of a server, past all its doors. */
export async function rawRows<T>(place: Place, sql: string): Promise<T[]> {
  if (place['DATABASE_URL']) {
    const connection = await mysql.createConnection({ uri: place['DATABASE_URL'], timezone: 'Z' });
    try {
      return (await connection.query(sql))[0] as T[];
    } finally {
      await connection.end();
    }
  }
  const file = new Sqlite(join(place['DATA_DIR']!, 'switchdesk.sqlite'), { readonly: true });
  try {
    return file.prepare(sql).all() as T[];
  } finally {
    file.close();
  }
}

/** Everything a server has written: all tables, and every file of its folder. */
export async function everythingStored(place: Place): Promise<Buffer> {
  const entries = await readdir(place['DATA_DIR']!, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const parts = await Promise.all(files.map((path) => readFile(path)));
  if (place['DATABASE_URL']) {
    for (const table of await rawRows<object>(place, 'show tables'))
      parts.push(
        Buffer.from(JSON.stringify(await rawRows(place, `select * from ${Object.values(table)[0]}`))),
      );
  }
  return Buffer.concat(parts);
}
