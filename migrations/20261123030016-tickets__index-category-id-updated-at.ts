import type { MigrationInterface, QueryRunner } from 'typeorm';

export class TicketsCategoryIdUpdatedAtIndex20261123030016 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      'CREATE INDEX ix_tickets__categoryId_updatedAt ON tickets (categoryId, updatedAt)',
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropIndex('tickets', 'ix_tickets__categoryId_updatedAt');
  }
}
