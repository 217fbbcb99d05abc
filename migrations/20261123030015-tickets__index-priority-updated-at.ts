import type { MigrationInterface, QueryRunner } from 'typeorm';

export class TicketsPriorityUpdatedAtIndex20261123030015 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('CREATE INDEX ix_tickets__priority_updatedAt ON tickets (priority, updatedAt)');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropIndex('tickets', 'ix_tickets__priority_updatedAt');
  }
}
