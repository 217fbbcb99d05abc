import type { MigrationInterface, QueryRunner } from 'typeorm';

export class StaffAddLocale20261128020002 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE staff ADD COLUMN locale varchar(10) NULL');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE staff DROP COLUMN locale');
  }
}
