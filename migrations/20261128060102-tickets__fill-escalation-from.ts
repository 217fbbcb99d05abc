import type { MigrationInterface, QueryRunner } from 'typeorm';

/** It is kept on write from here on; what was written before counts from its last change. */
export class TicketsFillEscalationFrom20261128060102 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `UPDATE tickets SET escalationFrom = updatedAt
       WHERE status IN ('open', 'reopened', 'answered', 'awaiting_reply', 'in_progress') AND onHold = 0 AND priority > 1`,
    );
  }

  async down(): Promise<void> {}
}
