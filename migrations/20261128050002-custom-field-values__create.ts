import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { columns, foreignKey } from './columns.ts';

export class CustomFieldValuesCreate20261128050002 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    const c = columns(queryRunner);
    await queryRunner.createTable(
      new Table({
        name: 'custom_field_values',
        columns: [
          c.int('ticketId', { isPrimary: true }),
          c.int('fieldId', { isPrimary: true }),
          c.int('position', { isPrimary: true }),
          c.text('value'),
          c.key('matchKey', 190),
        ],
        indices: [
          {
            name: 'ix_custom_field_values__fieldId_matchKey_ticketId',
            columnNames: ['fieldId', 'matchKey', 'ticketId'],
          },
        ],
        foreignKeys: [
          foreignKey('custom_field_values', 'ticketId', 'tickets', 'CASCADE'),
          foreignKey('custom_field_values', 'fieldId', 'custom_fields', 'CASCADE'),
        ],
      }),
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable('custom_field_values');
  }
}
