import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { columns, foreignKey } from './columns.ts';

export class AppPasswordsCreate20261123010004 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    const c = columns(queryRunner);
    await queryRunner.createTable(
      new Table({
        name: 'app_passwords',
        columns: [
          c.id(),
          c.int('staffId'),
          c.string('name', 255),
          c.key('secretHash', 64),
          c.time('createdAt'),
          c.optionalTime('lastUsedAt'),
        ],
        indices: [
          { name: 'ux_app_passwords__secretHash', columnNames: ['secretHash'], isUnique: true },
          { name: 'ix_app_passwords__staffId', columnNames: ['staffId'] },
        ],
        foreignKeys: [foreignKey('app_passwords', 'staffId', 'staff', 'CASCADE')],
      }),
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable('app_passwords');
  }
}
