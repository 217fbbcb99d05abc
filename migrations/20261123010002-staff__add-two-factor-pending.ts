import type { MigrationInterface, QueryRunner } from 'typeorm';

export class StaffAddTwoFactorPending20261123010002 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('alter table staff add column twoFactorPending varchar(500) null');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('alter table staff drop column twoFactorPending');
  }
}
