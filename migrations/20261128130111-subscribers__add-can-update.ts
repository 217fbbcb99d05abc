import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Those that are there keep what they had: they answer by mail and by their secret links. */
export class SubscribersAddCanUpdate20261128130111 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE subscribers ADD COLUMN canUpdate boolean NOT NULL DEFAULT 1');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE subscribers DROP COLUMN canUpdate');
  }
}
