import type { MigrationInterface, QueryRunner } from 'typeorm';

export class TicketsAddMergedIntoId20261123030002 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE tickets ADD COLUMN mergedIntoId integer NULL');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE tickets DROP COLUMN mergedIntoId');
  }
}
