import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { columns, foreignKey } from './columns.ts';

export class CustomFieldDepartmentsCreate20261128050001 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    const c = columns(queryRunner);
    await queryRunner.createTable(
      new Table({
        name: 'custom_field_departments',
        columns: [c.int('fieldId', { isPrimary: true }), c.int('departmentId', { isPrimary: true })],
        indices: [{ name: 'ix_custom_field_departments__departmentId', columnNames: ['departmentId'] }],
        foreignKeys: [
          foreignKey('custom_field_departments', 'fieldId', 'custom_fields', 'CASCADE'),
          foreignKey('custom_field_departments', 'departmentId', 'departments', 'CASCADE'),
        ],
      }),
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable('custom_field_departments');
  }
}
