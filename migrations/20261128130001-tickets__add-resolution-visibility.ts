import type { MigrationInterface, QueryRunner } from 'typeorm';

export class TicketsAddResolutionVisibility20261128130001 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE tickets ADD COLUMN resolutionVisibility varchar(10) NULL');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE tickets DROP COLUMN resolutionVisibility');
  }
}
