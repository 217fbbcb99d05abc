import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { columns, foreignKey } from './columns.ts';

export class CategoriesCreate20261123030020 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    const c = columns(queryRunner);
    await queryRunner.createTable(
      new Table({
        name: 'categories',
        columns: [
          c.id(),
          c.int('departmentId'),
          c.string('name', 500),
          c.int('position'),
          c.time('createdAt'),
          c.time('updatedAt'),
          c.int('version'),
        ],
        indices: [{ name: 'ix_categories__departmentId', columnNames: ['departmentId'] }],
        foreignKeys: [foreignKey('categories', 'departmentId', 'departments', 'CASCADE')],
      }),
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable('categories');
  }
}
