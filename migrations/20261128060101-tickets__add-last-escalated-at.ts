import type { MigrationInterface, QueryRunner } from 'typeorm';

export class TicketsAddLastEscalatedAt20261128060101 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE tickets ADD COLUMN lastEscalatedAt datetime(3) NULL');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE tickets DROP COLUMN lastEscalatedAt');
  }
}
