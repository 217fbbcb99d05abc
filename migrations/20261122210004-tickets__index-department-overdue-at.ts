import type { MigrationInterface, QueryRunner } from 'typeorm';

export class TicketsDepartmentOverdueAtIndex20261122210004 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      'CREATE INDEX ix_tickets__departmentId_overdueAt ON tickets (departmentId, overdueAt)',
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropIndex('tickets', 'ix_tickets__departmentId_overdueAt');
  }
}
