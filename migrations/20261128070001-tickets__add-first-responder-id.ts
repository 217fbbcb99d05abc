import type { MigrationInterface, QueryRunner } from 'typeorm';

export class TicketsAddFirstResponderId20261128070001 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE tickets ADD COLUMN firstResponderId integer NULL');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE tickets DROP COLUMN firstResponderId');
  }
}
