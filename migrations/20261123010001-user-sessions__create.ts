import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { columns, foreignKey } from './columns.ts';

export class UserSessionsCreate20261123010001 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    const c = columns(queryRunner);
    await queryRunner.createTable(
      new Table({
        name: 'user_sessions',
        columns: [
          c.id(),
          c.int('userId'),
          c.key('familyId', 36),
          c.key('tokenHash', 64),
          c.optionalTime('startedAt'),
          c.time('createdAt'),
          c.time('expiresAt'),
          c.optionalTime('usedAt'),
          c.optionalTime('revokedAt'),
          c.string('address', 64),
          c.string('agent', 255),
        ],
        indices: [
          { name: 'ux_user_sessions__tokenHash', columnNames: ['tokenHash'], isUnique: true },
          { name: 'ix_user_sessions__familyId', columnNames: ['familyId'] },
          { name: 'ix_user_sessions__userId', columnNames: ['userId'] },
        ],
        foreignKeys: [foreignKey('user_sessions', 'userId', 'users', 'CASCADE')],
      }),
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable('user_sessions');
  }
}
