import type { MigrationInterface, QueryRunner } from 'typeorm';

export class AttachmentsAddContentId20261122250000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('alter table attachments add column contentId varchar(255) null');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('alter table attachments drop column contentId');
  }
}
