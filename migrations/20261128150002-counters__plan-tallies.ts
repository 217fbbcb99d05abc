import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Tickets from before there were reports are counted by the desk: see src/tickets/tallies-repair.service.ts. */
export class CountersPlanTallies20261128150002 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `INSERT INTO counters (name, value) SELECT 'rebuild/tallies',
         CASE WHEN EXISTS (SELECT 1 FROM tickets) AND NOT EXISTS (SELECT 1 FROM tallies) THEN 1 ELSE 0 END`,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query("DELETE FROM counters WHERE name = 'rebuild/tallies'");
  }
}
