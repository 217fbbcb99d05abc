import type { QueryRunner, TableColumnOptions, TableForeignKeyOptions } from 'typeorm';

/**
 * Columns that mean the same on SQLite and on MariaDB/MySQL. One set per migration: `const c = columns(queryRunner)`.
 * Times are written by the application (UTC, milliseconds), so no column has a database default for "now".
 */
export function columns(queryRunner: QueryRunner) {
  const sqlite = queryRunner.dataSource.options.type === 'better-sqlite3';
  const column = (
    name: string,
    type: string,
    more: Partial<TableColumnOptions> = {},
  ): TableColumnOptions => ({
    name,
    type,
    ...more,
  });
  const nullable = { isNullable: true };
  return {
    /** The key. AUTOINCREMENT on SQLite: an id that was given out never comes back. */
    id: () =>
      column('id', sqlite ? 'integer' : 'int', {
        isPrimary: true,
        isGenerated: true,
        generationStrategy: 'increment',
      }),
    int: (name: string, more = {}) => column(name, sqlite ? 'integer' : 'int', more),
    optionalInt: (name: string) => column(name, sqlite ? 'integer' : 'int', nullable),
    boolean: (name: string) => column(name, 'boolean'),
    string: (name: string, length: number, more = {}) =>
      column(name, 'varchar', { length: String(length), ...more }),
    optionalString: (name: string, length: number) =>
      column(name, 'varchar', { length: String(length), ...nullable }),
    /** Compared byte by byte: hashes, normalised addresses and names. */
    key: (name: string, length: number, more = {}) =>
      column(name, 'varchar', {
        length: String(length),
        ...(sqlite ? {} : { charset: 'utf8mb4', collation: 'utf8mb4_bin' }),
        ...more,
      }),
    /** Up to 16 MB on MariaDB, where plain `text` ends at 64 KB. */
    text: (name: string) => column(name, sqlite ? 'text' : 'mediumtext'),
    optionalText: (name: string) => column(name, sqlite ? 'text' : 'mediumtext', nullable),
    time: (name: string) => column(name, 'datetime', { precision: 3 }),
    optionalTime: (name: string) => column(name, 'datetime', { precision: 3, ...nullable }),
  };
}

/**
 * The key that the entity's `@ForeignKey` names. MariaDB takes a missing ON UPDATE for RESTRICT, entities for NO ACTION:
 * said aloud, they agree.
 */
export const foreignKey = (
  table: string,
  column: string,
  references: string,
  onDelete: 'CASCADE' | 'RESTRICT' | 'SET NULL',
): TableForeignKeyOptions => ({
  name: `fk_${table}__${column}`,
  columnNames: [column],
  referencedTableName: references,
  referencedColumnNames: ['id'],
  onDelete,
  onUpdate: 'NO ACTION',
});

/** A column of the kind `key`, empty in the rows that are there. */
export async function addKeyColumn(
  queryRunner: QueryRunner,
  table: string,
  name: string,
  length: number,
): Promise<void> {
  const isSqlite = queryRunner.dataSource.options.type === 'better-sqlite3';
  const binary = isSqlite ? '' : ' CHARACTER SET utf8mb4 COLLATE utf8mb4_bin';
  await queryRunner.query(
    `ALTER TABLE ${table} ADD COLUMN ${name} varchar(${length})${binary} NOT NULL DEFAULT ''`,
  );
}

/** A column of the kind `optionalText`. */
export async function addOptionalTextColumn(
  queryRunner: QueryRunner,
  table: string,
  name: string,
): Promise<void> {
  const { type } = columns(queryRunner).optionalText(name);
  await queryRunner.query(`ALTER TABLE ${table} ADD COLUMN ${name} ${type} NULL`);
}

/** A full-text index of the column `words`, by `rowid`. SQLite keeps it without the text. */
export async function createWordIndex(queryRunner: QueryRunner, name: string): Promise<void> {
  const isSqlite = queryRunner.dataSource.options.type === 'better-sqlite3';
  await queryRunner.query(
    isSqlite
      ? `CREATE VIRTUAL TABLE ${name} USING fts5(words, content='', contentless_delete=1, detail=none, tokenize='ascii')`
      : `CREATE TABLE ${name} (rowid int NOT NULL PRIMARY KEY, words mediumtext NOT NULL,
         FULLTEXT KEY ft_${name}__words (words)) ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`,
  );
}
