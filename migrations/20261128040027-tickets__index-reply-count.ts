import type { MigrationInterface, QueryRunner } from 'typeorm';

export class TicketsReplyCountIndex20261128040027 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('CREATE INDEX ix_tickets__replyCount ON tickets (replyCount)');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropIndex('tickets', 'ix_tickets__replyCount');
  }
}
