import type { MigrationInterface, QueryRunner } from 'typeorm';

export class TicketsOverdueAt20261122210002 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE tickets ADD COLUMN overdueAt datetime(3) NULL');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE tickets DROP COLUMN overdueAt');
  }
}
