import type { MigrationInterface, QueryRunner } from 'typeorm';

export class TicketsAddFirstResponseAt20261128070000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE tickets ADD COLUMN firstResponseAt datetime(3) NULL');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE tickets DROP COLUMN firstResponseAt');
  }
}
