import type { MigrationInterface, QueryRunner } from 'typeorm';

export class SubscribersIndexUserIdCanView20261128130112 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      'CREATE INDEX ix_subscribers__userId_canView_ticketId ON subscribers (userId, canView, ticketId)',
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropIndex('subscribers', 'ix_subscribers__userId_canView_ticketId');
  }
}
