import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { columns, foreignKey } from './columns.ts';

export class TimedTokensCreate20261128120000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    const c = columns(queryRunner);
    await queryRunner.createTable(
      new Table({
        name: 'timed_tokens',
        columns: [
          c.id(),
          c.int('staffId'),
          c.optionalInt('appPasswordId'),
          c.key('tokenHash', 64),
          c.time('createdAt'),
          c.time('expiresAt'),
        ],
        indices: [
          { name: 'ux_timed_tokens__tokenHash', columnNames: ['tokenHash'], isUnique: true },
          { name: 'ix_timed_tokens__staffId', columnNames: ['staffId'] },
          { name: 'ix_timed_tokens__appPasswordId', columnNames: ['appPasswordId'] },
        ],
        foreignKeys: [
          foreignKey('timed_tokens', 'staffId', 'staff', 'CASCADE'),
          foreignKey('timed_tokens', 'appPasswordId', 'app_passwords', 'CASCADE'),
        ],
      }),
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable('timed_tokens');
  }
}
