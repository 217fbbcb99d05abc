import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { columns, foreignKey } from './columns.ts';

export class TicketsCreate20261122002500 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    const c = columns(queryRunner);
    await queryRunner.createTable(
      new Table({
        name: 'tickets',
        columns: [
          c.id(),
          c.string('subject', 1000),
          c.string('status', 20),
          c.int('priority'),
          c.int('departmentId'),
          c.optionalInt('requesterId'),
          c.optionalInt('assigneeId'),
          c.optionalInt('openedById'),
          c.boolean('onHold'),
          c.optionalTime('dueAt'),
          c.int('replyCount'),
          c.time('lastMessageAt'),
          c.time('createdAt'),
          c.time('updatedAt'),
          c.int('version'),
        ],
        // Lists by id end in the key by themselves; lists by `updatedAt` need it in the index.
        indices: [
          ['departmentId'],
          ['status'],
          ['departmentId', 'status'],
          ['requesterId'],
          ['assigneeId'],
          ['openedById'],
          ['updatedAt'],
          ['departmentId', 'updatedAt'],
          ['status', 'updatedAt'],
          ['departmentId', 'status', 'updatedAt'],
          ['assigneeId', 'updatedAt'],
          ['openedById', 'updatedAt'],
          ['requesterId', 'updatedAt'],
        ].map((columnNames) => ({ name: `ix_tickets__${columnNames.join('_')}`, columnNames })),
        foreignKeys: [
          foreignKey('tickets', 'departmentId', 'departments', 'RESTRICT'),
          foreignKey('tickets', 'requesterId', 'users', 'RESTRICT'),
          foreignKey('tickets', 'assigneeId', 'staff', 'SET NULL'),
          foreignKey('tickets', 'openedById', 'staff', 'SET NULL'),
        ],
      }),
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable('tickets');
  }
}
