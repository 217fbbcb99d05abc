import type { MigrationInterface, QueryRunner } from 'typeorm';

export class SubscribersAddAutomatic20261128070009 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE subscribers ADD COLUMN automatic boolean NOT NULL DEFAULT 0');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE subscribers DROP COLUMN automatic');
  }
}
