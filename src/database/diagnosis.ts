import { openSnapshot } from './open-bulk.js';
import { createDataSource, dataSourceOptions, type DatabaseSettings } from './data-source.js';
import { flavourOf } from './flavour.js';

/** What there is to say of a database, without changing anything in it. */
export interface Diagnosis {
  /** `SQLite 3.50`, `MariaDB 11.4.5`. */
  server: string;
  /** Migrations that have not run, by name. */
  pending: string[];
  /** Migrations that ran and that this version does not know. */
  unknown: string[];
  /** Whether texts of any language fit. */
  takesAllTexts: boolean;
  /** How far its clock is ahead of ours, in milliseconds. */
  clockAheadMs: number;
  /** What the desk's secret left in it; null: it was never started. */
  secretFingerprint: string | null;
}

/** @throws what the driver says where the database cannot be reached. */
export async function diagnose(settings: DatabaseSettings): Promise<Diagnosis> {
  const dataSource = await createDataSource(dataSourceOptions(settings)).initialize();
  try {
    const isEmbedded = flavourOf(dataSource).name === 'sqlite';
    const ask = async (sql: string): Promise<string> =>
      String(Object.values((await dataSource.query<object[]>(sql))[0]!)[0]);
    const known = dataSource.migrations.map((migration) => migration.name ?? migration.constructor.name);
    const { executed, secretFingerprint } = await rowsOf(settings);
    const before = Date.now();
    const clock = isEmbedded ? before : Number(await ask('select round(unix_timestamp(now(3)) * 1000)'));
    return {
      server: isEmbedded
        ? `SQLite ${await ask('select sqlite_version()')}`
        : `MariaDB/MySQL ${await ask('select version()')}`,
      pending: known.filter((name) => !executed.includes(name)),
      unknown: executed.filter((name) => !known.includes(name)),
      takesAllTexts: isEmbedded || (await ask('select @@character_set_database')) === 'utf8mb4',
      clockAheadMs: clock - (before + Date.now()) / 2,
      secretFingerprint,
    };
  } finally {
    await dataSource.destroy();
  }
}

async function rowsOf(
  settings: DatabaseSettings,
): Promise<{ executed: string[]; secretFingerprint: string | null }> {
  const snapshot = await openSnapshot(settings);
  try {
    const tables = await snapshot.tables();
    const executed: string[] = [];
    let secretFingerprint: string | null = null;
    if (tables.includes('migrations'))
      for await (const rows of snapshot.rows('migrations', ['name']))
        executed.push(...rows.flat().map(String));
    if (tables.includes('installation'))
      for await (const rows of snapshot.rows('installation', ['name', 'value']))
        secretFingerprint =
          (rows.find(([name]) => name === 'secret')?.[1] as string | undefined) ?? secretFingerprint;
    return { executed, secretFingerprint };
  } finally {
    await snapshot.close();
  }
}
