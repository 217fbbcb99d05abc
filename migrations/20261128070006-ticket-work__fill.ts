import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Minutes that came with actions were in the ticket's total alone: whose they were nobody knows any more. */
export class TicketWorkFill20261128070006 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `INSERT INTO ticket_work (ticketId, staffId, minutes, createdAt)
       SELECT * FROM (SELECT t.id, NULL AS staffId,
           t.minutes - (SELECT COALESCE(SUM(m.minutes), 0) FROM messages m WHERE m.ticketId = t.id) AS minutes,
           t.createdAt FROM tickets t WHERE t.minutes > 0) work WHERE work.minutes > 0`,
    );
  }

  async down(): Promise<void> {}
}
