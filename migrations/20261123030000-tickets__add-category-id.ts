import type { MigrationInterface, QueryRunner } from 'typeorm';

export class TicketsAddCategoryId20261123030000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE tickets ADD COLUMN categoryId integer NULL');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE tickets DROP COLUMN categoryId');
  }
}
