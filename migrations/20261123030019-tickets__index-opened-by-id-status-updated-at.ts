import type { MigrationInterface, QueryRunner } from 'typeorm';

export class TicketsOpenedByIdStatusUpdatedAtIndex20261123030019 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      'CREATE INDEX ix_tickets__openedById_status_updatedAt ON tickets (openedById, status, updatedAt)',
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropIndex('tickets', 'ix_tickets__openedById_status_updatedAt');
  }
}
