import type { MigrationInterface, QueryRunner } from 'typeorm';

export class DepartmentsSlugIndex20261128060002 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('CREATE UNIQUE INDEX ux_departments__slug ON departments (slug)');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropIndex('departments', 'ux_departments__slug');
  }
}
