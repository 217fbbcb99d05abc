import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { columns } from './columns.ts';

export class UsersCreate20261122001200 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    const c = columns(queryRunner);
    await queryRunner.createTable(
      new Table({
        name: 'users',
        columns: [
          c.id(),
          c.string('fullName', 500),
          c.string('email', 320),
          c.key('emailKey', 320),
          c.optionalString('username', 190),
          c.optionalString('passwordHash', 255),
          c.boolean('active'),
          c.time('createdAt'),
          c.time('updatedAt'),
          c.int('version'),
        ],
        indices: [{ name: 'ux_users__emailKey', columnNames: ['emailKey'], isUnique: true }],
      }),
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable('users');
  }
}
