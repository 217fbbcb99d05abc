import type { MigrationInterface, QueryRunner } from 'typeorm';

export class TicketsLastMessageAtIndex20261123030012 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('CREATE INDEX ix_tickets__lastMessageAt ON tickets (lastMessageAt)');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropIndex('tickets', 'ix_tickets__lastMessageAt');
  }
}
