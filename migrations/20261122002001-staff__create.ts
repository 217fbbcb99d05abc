import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { columns } from './columns.ts';

export class StaffCreate20261122002001 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    const c = columns(queryRunner);
    await queryRunner.createTable(
      new Table({
        name: 'staff',
        columns: [
          c.id(),
          c.string('username', 190),
          c.key('usernameKey', 190),
          c.optionalString('passwordHash', 255),
          c.string('fullName', 500),
          c.optionalString('email', 320),
          c.key('emailKey', 320, { isNullable: true }),
          c.string('role', 20),
          c.boolean('active'),
          c.optionalString('twoFactorSecret', 500),
          c.optionalInt('twoFactorSpent'),
          c.optionalTime('signedInAt'),
          c.optionalTime('previousSignInAt'),
          c.time('createdAt'),
          c.time('updatedAt'),
          c.int('version'),
        ],
        indices: [
          { name: 'ux_staff__usernameKey', columnNames: ['usernameKey'], isUnique: true },
          { name: 'ux_staff__emailKey', columnNames: ['emailKey'], isUnique: true },
        ],
      }),
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable('staff');
  }
}
