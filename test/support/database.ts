import { randomBytes } from 'node:crypto';
import { globSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import mysql from 'mysql2/promise';
import type { DataSource } from 'typeorm';
import { inject } from 'vitest';
import './one-connection.js';
import { createDataSource, dataSourceOptions } from '../../src/database/data-source.js';
import { Database } from '../../src/database/database.js';
import { migrate } from '../../src/database/migrate.js';

export type FlavourName = 'sqlite' | 'mariadb';

/** For `describe.each(FLAVOURS)`: the databases that this machine has. */
export const FLAVOURS: FlavourName[] = inject('mariadbUrl') ? ['sqlite', 'mariadb'] : ['sqlite'];

export interface FreshDatabase {
  dataDir: string;
  /** Empty for SQLite, as in `Config`. */
  databaseUrl: string;
  remove: () => Promise<void>;
}

/** An empty database of its own for one test file: spread it into a `Config` and remove it afterwards. */
export async function freshDatabase(flavour: FlavourName): Promise<FreshDatabase> {
  const dataDir = mkdtempSync(join(tmpdir(), 'switchdesk-'));
  const removeFolder = (): void => rmSync(dataDir, { recursive: true, force: true });
  if (flavour === 'sqlite') return { dataDir, databaseUrl: '', remove: async () => removeFolder() };
  const server = inject('mariadbUrl');
  const name = `test_${randomBytes(6).toString('hex')}`;
  await onServer(server, `create database ${name}`);
  const remove = async (): Promise<void> => {
    removeFolder();
    await onServer(server, `drop database ${name}`);
  };
  return { dataDir, databaseUrl: `${server}/${name}`, remove };
}

async function onServer(url: string, sql: string): Promise<void> {
  const connection = await mysql.createConnection(url);
  await connection.query(sql);
  await connection.end();
}

export interface OpenDatabase {
  database: Database;
  dataSource: DataSource;
  settings: FreshDatabase;
  /** Closes and removes it. */
  close: () => Promise<void>;
}

/** A migrated database of its own for one test file, with every entity of the product (or the given ones). */
export async function openDatabase(
  flavour: FlavourName,
  { entities, lockTimeoutMs }: { entities?: Function[]; lockTimeoutMs?: number } = {},
): Promise<OpenDatabase> {
  const settings = await freshDatabase(flavour);
  const options = { ...dataSourceOptions(settings), entities: entities ?? (await allEntities()) };
  const dataSource = await createDataSource(options, lockTimeoutMs).initialize();
  const close = async (): Promise<void> => {
    await dataSource.destroy();
    await settings.remove();
  };
  try {
    await migrate(dataSource);
  } catch (error) {
    await close();
    throw error;
  }
  return { database: new Database(dataSource), dataSource, settings, close };
}

async function allEntities(): Promise<Function[]> {
  const root = resolve(import.meta.dirname, '../../src');
  const files = globSync('**/*.entity.ts', { cwd: root });
  // One after the other: imported together, one that another is waiting for may come half evaluated.
  const rooms: object[] = [];
  for (const file of files) rooms.push((await import(pathToFileURL(join(root, file)).href)) as object);
  return rooms.flatMap((room) => Object.values(room)).filter((value) => typeof value === 'function');
}
