import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { columns } from './columns.ts';

export class DepartmentsCreate20261122001000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    const c = columns(queryRunner);
    await queryRunner.createTable(
      new Table({
        name: 'departments',
        columns: [
          c.id(),
          c.string('name', 500),
          c.boolean('private'),
          c.int('position'),
          c.time('createdAt'),
          c.time('updatedAt'),
          c.int('version'),
        ],
      }),
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable('departments');
  }
}
