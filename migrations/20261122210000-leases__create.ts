import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { columns } from './columns.ts';

export class LeasesCreate20261122210000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    const c = columns(queryRunner);
    await queryRunner.createTable(
      new Table({
        name: 'leases',
        columns: [c.key('name', 100, { isPrimary: true }), c.int('fence'), c.time('expiresAt')],
      }),
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable('leases');
  }
}
