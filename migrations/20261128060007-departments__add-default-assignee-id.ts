import type { MigrationInterface, QueryRunner } from 'typeorm';

export class DepartmentsAddDefaultAssigneeId20261128060007 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE departments ADD COLUMN defaultAssigneeId integer NULL');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE departments DROP COLUMN defaultAssigneeId');
  }
}
