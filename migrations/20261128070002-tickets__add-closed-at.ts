import type { MigrationInterface, QueryRunner } from 'typeorm';

export class TicketsAddClosedAt20261128070002 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE tickets ADD COLUMN closedAt datetime(3) NULL');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE tickets DROP COLUMN closedAt');
  }
}
