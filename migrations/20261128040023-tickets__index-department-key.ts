import type { MigrationInterface, QueryRunner } from 'typeorm';

export class TicketsDepartmentKeyIndex20261128040023 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('CREATE INDEX ix_tickets__departmentKey ON tickets (departmentKey)');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropIndex('tickets', 'ix_tickets__departmentKey');
  }
}
