import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { columns, foreignKey } from './columns.ts';

export class StaffSessionsCreate20261122002004 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    const c = columns(queryRunner);
    await queryRunner.createTable(
      new Table({
        name: 'staff_sessions',
        columns: [
          c.id(),
          c.int('staffId'),
          c.key('familyId', 36),
          c.key('tokenHash', 64),
          c.time('createdAt'),
          c.time('expiresAt'),
          c.optionalTime('usedAt'),
          c.optionalTime('revokedAt'),
          c.string('address', 64),
          c.string('agent', 255),
        ],
        indices: [
          { name: 'ux_staff_sessions__tokenHash', columnNames: ['tokenHash'], isUnique: true },
          { name: 'ix_staff_sessions__familyId', columnNames: ['familyId'] },
          { name: 'ix_staff_sessions__staffId', columnNames: ['staffId'] },
        ],
        foreignKeys: [foreignKey('staff_sessions', 'staffId', 'staff', 'CASCADE')],
      }),
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable('staff_sessions');
  }
}
