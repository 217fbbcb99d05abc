import type { MigrationInterface, QueryRunner } from 'typeorm';

export class TicketsCreatedAtIndex20261123030011 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('CREATE INDEX ix_tickets__createdAt ON tickets (createdAt)');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropIndex('tickets', 'ix_tickets__createdAt');
  }
}
