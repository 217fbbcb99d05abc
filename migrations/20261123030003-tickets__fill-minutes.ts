import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The total is kept on write from here on; what was written before is added up once. */
export class TicketsFillMinutes20261123030003 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `UPDATE tickets SET minutes = (SELECT COALESCE(SUM(m.minutes), 0) FROM messages m WHERE m.ticketId = tickets.id)
       WHERE id IN (SELECT ticketId FROM messages WHERE minutes > 0)`,
    );
  }

  async down(): Promise<void> {}
}
