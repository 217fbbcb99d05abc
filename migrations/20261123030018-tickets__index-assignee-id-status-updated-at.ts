import type { MigrationInterface, QueryRunner } from 'typeorm';

export class TicketsAssigneeIdStatusUpdatedAtIndex20261123030018 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      'CREATE INDEX ix_tickets__assigneeId_status_updatedAt ON tickets (assigneeId, status, updatedAt)',
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropIndex('tickets', 'ix_tickets__assigneeId_status_updatedAt');
  }
}
