import type { MigrationInterface, QueryRunner } from 'typeorm';

export class DepartmentsAddSlug20261128060000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query("ALTER TABLE departments ADD COLUMN slug varchar(50) NOT NULL DEFAULT ''");
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE departments DROP COLUMN slug');
  }
}
