import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is there already is indexed by the desk, from the newest down to nothing: see ticket-reindex.service.ts. */
export class CountersPlanReindex20261128040031 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const table of ['messages', 'tickets'])
      await queryRunner.query(
        `INSERT INTO counters (name, value) SELECT 'reindex/${table}', COALESCE(MAX(id), 0) FROM ${table}`,
      );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query("DELETE FROM counters WHERE name LIKE 'reindex/%'");
  }
}
