import type { MigrationInterface, QueryRunner } from 'typeorm';

export class TicketsRequesterKeyIndex20261128040021 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('CREATE INDEX ix_tickets__requesterKey ON tickets (requesterKey)');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropIndex('tickets', 'ix_tickets__requesterKey');
  }
}
