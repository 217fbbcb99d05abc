import type { MigrationInterface, QueryRunner } from 'typeorm';

export class StaffAddJobTitle20261128080003 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('alter table staff add column jobTitle varchar(64) null');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('alter table staff drop column jobTitle');
  }
}
