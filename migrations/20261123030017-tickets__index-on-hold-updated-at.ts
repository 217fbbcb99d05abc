import type { MigrationInterface, QueryRunner } from 'typeorm';

export class TicketsOnHoldUpdatedAtIndex20261123030017 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('CREATE INDEX ix_tickets__onHold_updatedAt ON tickets (onHold, updatedAt)');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropIndex('tickets', 'ix_tickets__onHold_updatedAt');
  }
}
