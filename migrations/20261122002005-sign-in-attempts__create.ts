import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { columns } from './columns.ts';

export class SignInAttemptsCreate20261122002005 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    const c = columns(queryRunner);
    await queryRunner.createTable(
      new Table({
        name: 'sign_in_attempts',
        columns: [c.key('name', 190, { isPrimary: true }), c.int('attempts'), c.time('lastFailedAt')],
        indices: [{ name: 'ix_sign_in_attempts__lastFailedAt', columnNames: ['lastFailedAt'] }],
      }),
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable('sign_in_attempts');
  }
}
