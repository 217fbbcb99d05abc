import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { columns, foreignKey } from './columns.ts';

export class StaffDepartmentsCreate20261122002002 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    const c = columns(queryRunner);
    await queryRunner.createTable(
      new Table({
        name: 'staff_departments',
        columns: [c.int('staffId', { isPrimary: true }), c.int('departmentId', { isPrimary: true })],
        indices: [{ name: 'ix_staff_departments__departmentId', columnNames: ['departmentId'] }],
        foreignKeys: [
          foreignKey('staff_departments', 'staffId', 'staff', 'CASCADE'),
          foreignKey('staff_departments', 'departmentId', 'departments', 'CASCADE'),
        ],
      }),
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable('staff_departments');
  }
}
