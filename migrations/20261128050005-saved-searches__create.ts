import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { columns, foreignKey } from './columns.ts';

export class SavedSearchesCreate20261128050005 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    const c = columns(queryRunner);
    await queryRunner.createTable(
      new Table({
        name: 'saved_searches',
        columns: [
          c.id(),
          c.string('name', 255),
          c.text('query'),
          c.optionalInt('ownerId'),
          c.optionalInt('authorId'),
          c.time('createdAt'),
          c.time('updatedAt'),
          c.int('version'),
        ],
        indices: [
          { name: 'ix_saved_searches__ownerId', columnNames: ['ownerId'] },
          { name: 'ix_saved_searches__authorId', columnNames: ['authorId'] },
        ],
        foreignKeys: [
          foreignKey('saved_searches', 'ownerId', 'staff', 'CASCADE'),
          foreignKey('saved_searches', 'authorId', 'staff', 'SET NULL'),
        ],
      }),
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable('saved_searches');
  }
}
