import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { columns } from './columns.ts';

export class MessagesCreate20261122002600 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    const c = columns(queryRunner);
    await queryRunner.createTable(
      new Table({
        name: 'messages',
        columns: [
          c.id(),
          c.int('ticketId'),
          c.string('authorKind', 10),
          c.optionalInt('authorId'),
          c.string('authorName', 500),
          c.string('visibility', 10),
          c.string('format', 10),
          c.text('body'),
          c.optionalText('html'),
          c.optionalText('text'),
          c.int('minutes'),
          c.time('createdAt'),
          c.time('updatedAt'),
          c.int('version'),
        ],
        indices: [{ name: 'ix_messages__ticketId_createdAt', columnNames: ['ticketId', 'createdAt'] }],
      }),
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable('messages');
  }
}
