import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { columns, foreignKey } from './columns.ts';

export class TicketLinksCreate20261123030023 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    const c = columns(queryRunner);
    await queryRunner.createTable(
      new Table({
        name: 'ticket_links',
        columns: [c.id(), c.int('ticketId'), c.int('linkedId'), c.string('kind', 20), c.time('createdAt')],
        indices: [
          {
            name: 'ux_ticket_links__ticketId_linkedId_kind',
            columnNames: ['ticketId', 'linkedId', 'kind'],
            isUnique: true,
          },
          { name: 'ix_ticket_links__linkedId', columnNames: ['linkedId'] },
        ],
        foreignKeys: [
          foreignKey('ticket_links', 'ticketId', 'tickets', 'CASCADE'),
          foreignKey('ticket_links', 'linkedId', 'tickets', 'CASCADE'),
        ],
      }),
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable('ticket_links');
  }
}
