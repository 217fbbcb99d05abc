import type { MigrationInterface, QueryRunner } from 'typeorm';

export class DepartmentsAddEscalateDays20261128060008 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE departments ADD COLUMN escalateDays integer NULL');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE departments DROP COLUMN escalateDays');
  }
}
