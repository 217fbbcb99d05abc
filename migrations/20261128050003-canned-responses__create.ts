import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { columns, foreignKey } from './columns.ts';

export class CannedResponsesCreate20261128050003 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    const c = columns(queryRunner);
    await queryRunner.createTable(
      new Table({
        name: 'canned_responses',
        columns: [
          c.id(),
          c.string('name', 255),
          c.text('body'),
          c.string('format', 10),
          c.optionalInt('ownerId'),
          c.boolean('everywhere'),
          c.time('createdAt'),
          c.time('updatedAt'),
          c.int('version'),
        ],
        indices: [{ name: 'ix_canned_responses__ownerId', columnNames: ['ownerId'] }],
        foreignKeys: [foreignKey('canned_responses', 'ownerId', 'staff', 'CASCADE')],
      }),
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable('canned_responses');
  }
}
