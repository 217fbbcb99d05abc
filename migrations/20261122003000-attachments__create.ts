import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { columns } from './columns.ts';

export class AttachmentsCreate20261122003000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    const c = columns(queryRunner);
    await queryRunner.createTable(
      new Table({
        name: 'attachments',
        columns: [
          c.id(),
          c.int('ticketId'),
          c.int('messageId'),
          c.string('name', 500),
          c.string('contentType', 255),
          c.int('size'),
          c.key('sha256', 64),
          c.time('createdAt'),
        ],
        // No foreign keys: `tickets/` deletes these rows through the room, which takes the contents along.
        indices: [
          { name: 'ix_attachments__ticketId', columnNames: ['ticketId'] },
          { name: 'ix_attachments__messageId', columnNames: ['messageId'] },
          { name: 'ix_attachments__sha256', columnNames: ['sha256'] },
        ],
      }),
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable('attachments');
  }
}
