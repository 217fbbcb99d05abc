import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { columns } from './columns.ts';

export class CustomFieldsCreate20261128050000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    const c = columns(queryRunner);
    await queryRunner.createTable(
      new Table({
        name: 'custom_fields',
        columns: [
          c.id(),
          c.key('name', 50),
          c.string('label', 255),
          c.optionalText('helpText'),
          c.string('type', 20),
          c.text('choices'),
          c.boolean('emptyChoice'),
          c.optionalInt('maxLength'),
          c.optionalInt('decimalPlaces'),
          c.int('position'),
          c.boolean('required'),
          c.boolean('staffOnly'),
          c.optionalText('defaultValue'),
          c.boolean('everywhere'),
          c.time('createdAt'),
          c.time('updatedAt'),
          c.int('version'),
        ],
        indices: [{ name: 'ux_custom_fields__name', columnNames: ['name'], isUnique: true }],
      }),
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable('custom_fields');
  }
}
