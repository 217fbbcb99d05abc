import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { columns } from './columns.ts';

export class UsernamesCreate20261122001900 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    const c = columns(queryRunner);
    await queryRunner.createTable(
      new Table({
        name: 'usernames',
        columns: [c.key('usernameKey', 190, { isPrimary: true }), c.string('kind', 10), c.int('accountId')],
        indices: [{ name: 'ix_usernames__kind_accountId', columnNames: ['kind', 'accountId'] }],
      }),
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable('usernames');
  }
}
