import type { MigrationInterface, QueryRunner } from 'typeorm';

export class StaffAddAvatarLarge20261128080004 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('alter table staff add column avatarLarge varchar(64) null');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('alter table staff drop column avatarLarge');
  }
}
