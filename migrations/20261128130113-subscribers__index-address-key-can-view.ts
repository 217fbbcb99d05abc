import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whoever gets an account with the address sees the tickets that it was subscribed to. */
export class SubscribersIndexAddressKeyCanView20261128130113 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      'CREATE INDEX ix_subscribers__addressKey_canView_ticketId ON subscribers (addressKey, canView, ticketId)',
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropIndex('subscribers', 'ix_subscribers__addressKey_canView_ticketId');
  }
}
