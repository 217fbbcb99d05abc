import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { columns, foreignKey } from './columns.ts';

export class CannedResponseDepartmentsCreate20261128050004 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    const c = columns(queryRunner);
    await queryRunner.createTable(
      new Table({
        name: 'canned_response_departments',
        columns: [c.int('responseId', { isPrimary: true }), c.int('departmentId', { isPrimary: true })],
        indices: [{ name: 'ix_canned_response_departments__departmentId', columnNames: ['departmentId'] }],
        foreignKeys: [
          foreignKey('canned_response_departments', 'responseId', 'canned_responses', 'CASCADE'),
          foreignKey('canned_response_departments', 'departmentId', 'departments', 'CASCADE'),
        ],
      }),
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable('canned_response_departments');
  }
}
