import type { MigrationInterface, QueryRunner } from 'typeorm';

export class TicketsDepartmentIdAssigneeIdUpdatedAtIndex20261128040000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      'CREATE INDEX ix_tickets__departmentId_assigneeId_updatedAt ON tickets (departmentId, assigneeId, updatedAt)',
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropIndex('tickets', 'ix_tickets__departmentId_assigneeId_updatedAt');
  }
}
