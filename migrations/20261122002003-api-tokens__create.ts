import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { columns } from './columns.ts';

export class ApiTokensCreate20261122002003 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    const c = columns(queryRunner);
    await queryRunner.createTable(
      new Table({
        name: 'api_tokens',
        columns: [
          c.id(),
          c.string('name', 255),
          c.key('tokenHash', 64),
          c.string('hint', 8),
          c.text('permissions'),
          c.text('allowedAddresses'),
          c.boolean('active'),
          c.time('createdAt'),
          c.time('updatedAt'),
          c.optionalTime('lastUsedAt'),
          c.int('version'),
        ],
        indices: [{ name: 'ux_api_tokens__tokenHash', columnNames: ['tokenHash'], isUnique: true }],
      }),
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable('api_tokens');
  }
}
