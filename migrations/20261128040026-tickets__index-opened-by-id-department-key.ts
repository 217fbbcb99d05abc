import type { MigrationInterface, QueryRunner } from 'typeorm';

export class TicketsOpenedByIdDepartmentKeyIndex20261128040026 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      'CREATE INDEX ix_tickets__openedById_departmentKey ON tickets (openedById, departmentKey)',
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropIndex('tickets', 'ix_tickets__openedById_departmentKey');
  }
}
