import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { columns, foreignKey } from './columns.ts';

export class TicketWorkCreate20261128070004 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    const c = columns(queryRunner);
    await queryRunner.createTable(
      new Table({
        name: 'ticket_work',
        columns: [c.id(), c.int('ticketId'), c.optionalInt('staffId'), c.int('minutes'), c.time('createdAt')],
        indices: [{ name: 'ix_ticket_work__ticketId', columnNames: ['ticketId'] }],
        foreignKeys: [foreignKey('ticket_work', 'ticketId', 'tickets', 'CASCADE')],
      }),
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable('ticket_work');
  }
}
