import type { MigrationInterface, QueryRunner } from 'typeorm';

export class StaffAddNotifications20261122240003 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('alter table staff add column notifications varchar(500) null');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('alter table staff drop column notifications');
  }
}
