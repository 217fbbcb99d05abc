import type { MigrationInterface, QueryRunner } from 'typeorm';

export class TicketsAddEscalationFrom20261128060100 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE tickets ADD COLUMN escalationFrom datetime(3) NULL');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE tickets DROP COLUMN escalationFrom');
  }
}
