import type { MigrationInterface, QueryRunner } from 'typeorm';

const FIRST = (column: string): string =>
  `SELECT ${column} FROM messages m WHERE m.ticketId = tickets.id AND m.visibility = 'public'
   AND m.authorKind IN ('staff', 'token') AND m.createdAt > tickets.createdAt
   ORDER BY m.createdAt, m.id LIMIT 1`;

export class TicketsFillFirstResponseAt20261128070008 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `UPDATE tickets SET firstResponseAt = (${FIRST('m.createdAt')}),
         firstResponderId = (${FIRST("CASE WHEN m.authorKind = 'staff' THEN m.authorId END")})`,
    );
  }

  async down(): Promise<void> {}
}
