import type { MigrationInterface, QueryRunner } from 'typeorm';

export class MailboxStatesAddSendError20261122260000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('alter table mailbox_states add column sendError varchar(1000) null');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('alter table mailbox_states drop column sendError');
  }
}
