import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { columns } from './columns.ts';

/** What the numbers mean stands in src/tickets/ticket-tallies.ts. */
export class TalliesCreate20261128070005 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    const c = columns(queryRunner);
    const key = { isPrimary: true };
    await queryRunner.createTable(
      new Table({
        name: 'tallies',
        columns: [
          c.int('measure', key),
          c.int('grain', key),
          c.int('startMinute', key),
          c.int('departmentId', key),
          c.int('staffId', key),
          c.int('class', key),
          c.int('number'),
          // A sum of seconds outgrows an int; whole numbers are exact up to 2^53.
          { name: 'amount', type: 'double' },
        ],
      }),
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable('tallies');
  }
}
