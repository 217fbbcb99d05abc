import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { columns } from './columns.ts';

export class JobsCreate20261122210001 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    const c = columns(queryRunner);
    await queryRunner.createTable(
      new Table({
        name: 'jobs',
        columns: [
          c.key('name', 64, { isPrimary: true }),
          c.time('slotAt'),
          c.time('startedAt'),
          c.int('durationMs'),
          c.int('successes'),
          c.int('failures'),
          c.optionalTime('succeededAt'),
          c.optionalText('lastError'),
        ],
      }),
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable('jobs');
  }
}
