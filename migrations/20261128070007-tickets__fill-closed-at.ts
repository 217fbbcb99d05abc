import type { MigrationInterface, QueryRunner } from 'typeorm';

/** When a ticket was finished is kept from here on; before, its last change comes closest. */
export class TicketsFillClosedAt20261128070007 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      "UPDATE tickets SET closedAt = updatedAt WHERE status IN ('resolved', 'closed', 'duplicate')",
    );
  }

  async down(): Promise<void> {}
}
