import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { columns } from './columns.ts';

export class RateLimitsCreate20261123020100 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    const c = columns(queryRunner);
    await queryRunner.createTable(
      new Table({
        name: 'rate_limits',
        columns: [c.key('name', 190, { isPrimary: true }), c.time('endsAt'), c.int('used')],
        indices: [{ name: 'ix_rate_limits__endsAt', columnNames: ['endsAt'] }],
      }),
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable('rate_limits');
  }
}
