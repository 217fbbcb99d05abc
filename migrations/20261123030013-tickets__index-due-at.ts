import type { MigrationInterface, QueryRunner } from 'typeorm';

export class TicketsDueAtIndex20261123030013 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('CREATE INDEX ix_tickets__dueAt ON tickets (dueAt)');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropIndex('tickets', 'ix_tickets__dueAt');
  }
}
