import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { columns, foreignKey } from './columns.ts';

export class MessageVersionsCreate20261123030024 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    const c = columns(queryRunner);
    await queryRunner.createTable(
      new Table({
        name: 'message_versions',
        columns: [
          c.id(),
          c.int('messageId'),
          c.string('format', 10),
          c.text('body'),
          c.optionalText('html'),
          c.optionalText('text'),
          c.string('replacedByKind', 10),
          c.optionalInt('replacedById'),
          c.string('replacedByName', 500),
          c.time('writtenAt'),
          c.time('replacedAt'),
        ],
        indices: [{ name: 'ix_message_versions__messageId', columnNames: ['messageId'] }],
        foreignKeys: [foreignKey('message_versions', 'messageId', 'messages', 'CASCADE')],
      }),
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable('message_versions');
  }
}
