import type { MigrationInterface, QueryRunner } from 'typeorm';

export class TicketsPriorityIndex20261123030014 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('CREATE INDEX ix_tickets__priority ON tickets (priority)');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropIndex('tickets', 'ix_tickets__priority');
  }
}
