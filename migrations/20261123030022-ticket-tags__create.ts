import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { columns, foreignKey } from './columns.ts';

export class TicketTagsCreate20261123030022 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    const c = columns(queryRunner);
    await queryRunner.createTable(
      new Table({
        name: 'ticket_tags',
        columns: [c.int('ticketId', { isPrimary: true }), c.int('tagId', { isPrimary: true })],
        indices: [{ name: 'ix_ticket_tags__tagId', columnNames: ['tagId'] }],
        foreignKeys: [
          foreignKey('ticket_tags', 'ticketId', 'tickets', 'CASCADE'),
          foreignKey('ticket_tags', 'tagId', 'tags', 'CASCADE'),
        ],
      }),
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable('ticket_tags');
  }
}
