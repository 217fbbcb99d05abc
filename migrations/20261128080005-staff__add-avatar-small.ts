import type { MigrationInterface, QueryRunner } from 'typeorm';

export class StaffAddAvatarSmall20261128080005 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('alter table staff add column avatarSmall varchar(64) null');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('alter table staff drop column avatarSmall');
  }
}
