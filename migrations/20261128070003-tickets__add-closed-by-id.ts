import type { MigrationInterface, QueryRunner } from 'typeorm';

export class TicketsAddClosedById20261128070003 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE tickets ADD COLUMN closedById integer NULL');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE tickets DROP COLUMN closedById');
  }
}
