import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { columns, foreignKey } from './columns.ts';

export class RecoveryCodesCreate20261123010003 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    const c = columns(queryRunner);
    await queryRunner.createTable(
      new Table({
        name: 'recovery_codes',
        columns: [c.id(), c.int('staffId'), c.key('codeHash', 64), c.optionalTime('usedAt')],
        indices: [
          {
            name: 'ux_recovery_codes__staffId_codeHash',
            columnNames: ['staffId', 'codeHash'],
            isUnique: true,
          },
        ],
        foreignKeys: [foreignKey('recovery_codes', 'staffId', 'staff', 'CASCADE')],
      }),
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable('recovery_codes');
  }
}
