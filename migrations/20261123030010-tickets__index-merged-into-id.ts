import type { MigrationInterface, QueryRunner } from 'typeorm';

export class TicketsMergedIntoIdIndex20261123030010 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('CREATE INDEX ix_tickets__mergedIntoId ON tickets (mergedIntoId)');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropIndex('tickets', 'ix_tickets__mergedIntoId');
  }
}
