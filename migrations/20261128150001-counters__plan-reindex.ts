import type { MigrationInterface, QueryRunner } from 'typeorm';

/** All messages are indexed again by the desk, from the newest down: see ticket-reindex.service.ts. */
export class CountersPlanReindex20261128150001 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query("DELETE FROM counters WHERE name = 'reindex/messages'");
    await queryRunner.query(
      "INSERT INTO counters (name, value) SELECT 'reindex/messages', COALESCE(MAX(id), 0) FROM messages",
    );
  }

  async down(): Promise<void> {}
}
