import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { columns } from './columns.ts';

export class PersonWordsCreate20261128080001 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    const c = columns(queryRunner);
    await queryRunner.createTable(
      new Table({
        name: 'person_words',
        columns: [
          c.string('kind', 10, { isPrimary: true }),
          c.key('word', 100, { isPrimary: true }),
          c.int('accountId', { isPrimary: true }),
        ],
        indices: [{ name: 'ix_person_words__kind_accountId', columnNames: ['kind', 'accountId'] }],
      }),
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable('person_words');
  }
}
