import type { MigrationInterface, QueryRunner } from 'typeorm';

export class TicketsMinutesIndex20261128040028 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('CREATE INDEX ix_tickets__minutes ON tickets (minutes)');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropIndex('tickets', 'ix_tickets__minutes');
  }
}
