import type { MigrationInterface, QueryRunner } from 'typeorm';

export class TicketsSubjectKeyIndex20261128040020 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('CREATE INDEX ix_tickets__subjectKey ON tickets (subjectKey)');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropIndex('tickets', 'ix_tickets__subjectKey');
  }
}
