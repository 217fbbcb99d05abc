import type { MigrationInterface, QueryRunner } from 'typeorm';

export class StaffSessionsAddStartedAt20261123010000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('alter table staff_sessions add column startedAt datetime(3) null');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('alter table staff_sessions drop column startedAt');
  }
}
