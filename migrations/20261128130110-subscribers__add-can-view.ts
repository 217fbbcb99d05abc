import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Those that are there keep what they had: users who get copies read the ticket by their secret links. */
export class SubscribersAddCanView20261128130110 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE subscribers ADD COLUMN canView boolean NOT NULL DEFAULT 1');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE subscribers DROP COLUMN canView');
  }
}
