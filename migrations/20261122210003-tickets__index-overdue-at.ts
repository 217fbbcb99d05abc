import type { MigrationInterface, QueryRunner } from 'typeorm';

export class TicketsOverdueAtIndex20261122210003 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('CREATE INDEX ix_tickets__overdueAt ON tickets (overdueAt)');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropIndex('tickets', 'ix_tickets__overdueAt');
  }
}
