import type { MigrationInterface, QueryRunner } from 'typeorm';

export class TicketsAssigneeIdOpenedByIdUpdatedAtIndex20261128040002 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      'CREATE INDEX ix_tickets__assigneeId_openedById_updatedAt ON tickets (assigneeId, openedById, updatedAt)',
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropIndex('tickets', 'ix_tickets__assigneeId_openedById_updatedAt');
  }
}
