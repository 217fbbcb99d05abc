import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { columns } from './columns.ts';

export class AccountLinksCreate20261123010005 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    const c = columns(queryRunner);
    await queryRunner.createTable(
      new Table({
        name: 'account_links',
        columns: [
          c.id(),
          c.key('purpose', 20),
          c.int('accountId'),
          c.key('tokenHash', 64),
          c.time('createdAt'),
          c.time('expiresAt'),
        ],
        indices: [
          { name: 'ux_account_links__tokenHash', columnNames: ['tokenHash'], isUnique: true },
          { name: 'ix_account_links__purpose_accountId', columnNames: ['purpose', 'accountId'] },
          { name: 'ix_account_links__expiresAt', columnNames: ['expiresAt'] },
        ],
      }),
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable('account_links');
  }
}
