import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Tables inherit it. A database made with the server's default (latin1, say) could not store an emoji. */
export class DatabaseUtf8mb420261122000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    if (queryRunner.dataSource.options.type === 'better-sqlite3') return;
    const [row] = await queryRunner.query('select database() as name');
    await queryRunner.query(
      `alter database \`${row.name}\` character set utf8mb4 collate utf8mb4_unicode_520_ci`,
    );
  }

  /** Nothing to take back: what the database was before is not known, and nothing needs it. */
  async down(): Promise<void> {}
}
