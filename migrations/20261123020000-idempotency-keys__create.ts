import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { columns } from './columns.ts';

export class IdempotencyKeysCreate20261123020000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    const c = columns(queryRunner);
    await queryRunner.createTable(
      new Table({
        name: 'idempotency_keys',
        columns: [
          c.id(),
          c.key('name', 64),
          c.key('requestHash', 64),
          c.key('claim', 36),
          c.optionalTime('claimedUntil'),
          c.optionalText('results'),
          c.optionalInt('status'),
          c.optionalText('headers'),
          c.optionalText('body'),
          c.time('createdAt'),
        ],
        indices: [
          { name: 'ux_idempotency_keys__name', columnNames: ['name'], isUnique: true },
          { name: 'ix_idempotency_keys__claimedUntil', columnNames: ['claimedUntil'] },
          { name: 'ix_idempotency_keys__createdAt', columnNames: ['createdAt'] },
        ],
      }),
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable('idempotency_keys');
  }
}
