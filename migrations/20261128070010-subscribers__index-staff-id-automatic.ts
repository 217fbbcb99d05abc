import type { MigrationInterface, QueryRunner } from 'typeorm';

export class SubscribersIndexStaffIdAutomatic20261128070010 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      'CREATE INDEX ix_subscribers__staffId_automatic_ticketId ON subscribers (staffId, automatic, ticketId)',
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropIndex('subscribers', 'ix_subscribers__staffId_automatic_ticketId');
  }
}
