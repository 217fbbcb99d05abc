import type { MigrationInterface, QueryRunner } from 'typeorm';

export class SubscribersStaffIdTicketIdIndex20261123030025 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      'CREATE INDEX ix_subscribers__staffId_ticketId ON subscribers (staffId, ticketId)',
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropIndex('subscribers', 'ix_subscribers__staffId_ticketId');
  }
}
