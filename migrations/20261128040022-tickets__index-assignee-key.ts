import type { MigrationInterface, QueryRunner } from 'typeorm';

export class TicketsAssigneeKeyIndex20261128040022 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('CREATE INDEX ix_tickets__assigneeKey ON tickets (assigneeKey)');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropIndex('tickets', 'ix_tickets__assigneeKey');
  }
}
