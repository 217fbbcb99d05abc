import type { MigrationInterface, QueryRunner } from 'typeorm';

export class DepartmentsAddEmailSubmission20261128060004 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE departments ADD COLUMN emailSubmission boolean NOT NULL DEFAULT 1');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE departments DROP COLUMN emailSubmission');
  }
}
