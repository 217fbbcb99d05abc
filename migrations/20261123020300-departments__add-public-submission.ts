import type { MigrationInterface, QueryRunner } from 'typeorm';

export class DepartmentsAddPublicSubmission20261123020300 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE departments ADD COLUMN publicSubmission boolean NOT NULL DEFAULT 0');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE departments DROP COLUMN publicSubmission');
  }
}
