import type { MigrationInterface, QueryRunner } from 'typeorm';

export class TicketsDepartmentIdOpenedByIdUpdatedAtIndex20261128040001 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      'CREATE INDEX ix_tickets__departmentId_openedById_updatedAt ON tickets (departmentId, openedById, updatedAt)',
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropIndex('tickets', 'ix_tickets__departmentId_openedById_updatedAt');
  }
}
