import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { columns } from './columns.ts';

export class StaffDepartmentsCreate20261122002002 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    const c = columns(queryRunner);
    await queryRunner.createTable(
      new Table({
        name: 'staff_departments',
        columns: [c.int('staffId', { isPrimary: true }), c.int('departmentId', { isPrimary: true })],
        indices: [{ name: 'ix_staff_departments__departmentId', columnNames: ['departmentId'] }],
        foreignKeys: [
          {
            name: 'fk_staff_departments__staffId',
            columnNames: ['staffId'],
            referencedTableName: 'staff',
            referencedColumnNames: ['id'],
            onDelete: 'CASCADE',
          },
          {
            name: 'fk_staff_departments__departmentId',
            columnNames: ['departmentId'],
            referencedTableName: 'departments',
            referencedColumnNames: ['id'],
            onDelete: 'CASCADE',
          },
        ],
      }),
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable('staff_departments');
  }
}
