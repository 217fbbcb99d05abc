import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { columns, foreignKey } from './columns.ts';

export class SubscribersCreate20261122230002 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    const c = columns(queryRunner);
    await queryRunner.createTable(
      new Table({
        name: 'subscribers',
        columns: [
          c.id(),
          c.int('ticketId'),
          c.string('kind', 10),
          c.optionalInt('staffId'),
          c.optionalInt('userId'),
          c.optionalString('address', 320),
          c.key('addressKey', 320, { isNullable: true }),
          c.string('name', 500),
          c.time('createdAt'),
        ],
        indices: [
          ...['staffId', 'userId', 'addressKey'].map((column) => ({
            name: `ux_subscribers__ticketId_${column}`,
            columnNames: ['ticketId', column],
            isUnique: true,
          })),
          { name: 'ix_subscribers__staffId', columnNames: ['staffId'] },
          { name: 'ix_subscribers__userId', columnNames: ['userId'] },
        ],
        foreignKeys: [
          foreignKey('subscribers', 'ticketId', 'tickets', 'CASCADE'),
          foreignKey('subscribers', 'staffId', 'staff', 'CASCADE'),
          foreignKey('subscribers', 'userId', 'users', 'CASCADE'),
        ],
      }),
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable('subscribers');
  }
}
