import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { columns } from './columns.ts';

export class OutboxCreate20261122000600 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    const c = columns(queryRunner);
    await queryRunner.createTable(
      new Table({
        name: 'outbox',
        columns: [
          c.id(),
          c.string('topic', 64),
          c.text('payload'),
          c.string('state', 10),
          c.int('attempts'),
          c.time('availableAt'),
          c.optionalText('lastError'),
          c.time('createdAt'),
          c.optionalTime('doneAt'),
        ],
        indices: [{ name: 'ix_outbox__state_availableAt', columnNames: ['state', 'availableAt'] }],
      }),
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable('outbox');
  }
}
