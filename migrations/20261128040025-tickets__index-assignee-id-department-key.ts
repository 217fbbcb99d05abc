import type { MigrationInterface, QueryRunner } from 'typeorm';

export class TicketsAssigneeIdDepartmentKeyIndex20261128040025 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      'CREATE INDEX ix_tickets__assigneeId_departmentKey ON tickets (assigneeId, departmentKey)',
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropIndex('tickets', 'ix_tickets__assigneeId_departmentKey');
  }
}
