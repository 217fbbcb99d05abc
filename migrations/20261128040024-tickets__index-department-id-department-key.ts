import type { MigrationInterface, QueryRunner } from 'typeorm';

export class TicketsDepartmentIdDepartmentKeyIndex20261128040024 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      'CREATE INDEX ix_tickets__departmentId_departmentKey ON tickets (departmentId, departmentKey)',
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropIndex('tickets', 'ix_tickets__departmentId_departmentKey');
  }
}
