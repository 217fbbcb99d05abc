import type { MigrationInterface, QueryRunner } from 'typeorm';

export class TicketsDepartmentIdEscalationFromIndex20261128060103 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      'CREATE INDEX ix_tickets__departmentId_escalationFrom ON tickets (departmentId, escalationFrom)',
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropIndex('tickets', 'ix_tickets__departmentId_escalationFrom');
  }
}
