import type { MigrationInterface, QueryRunner } from 'typeorm';

export class DepartmentsAddLocale20261128060003 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE departments ADD COLUMN locale varchar(5) NULL');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE departments DROP COLUMN locale');
  }
}
