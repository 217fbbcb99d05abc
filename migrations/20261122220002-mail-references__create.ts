import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { columns, foreignKey } from './columns.ts';

export class MailReferencesCreate20261122220002 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    const c = columns(queryRunner);
    await queryRunner.createTable(
      new Table({
        name: 'mail_references',
        columns: [c.key('messageKey', 64, { isPrimary: true }), c.int('ticketId', { isPrimary: true })],
        indices: [{ name: 'ix_mail_references__ticketId', columnNames: ['ticketId'] }],
        foreignKeys: [foreignKey('mail_references', 'ticketId', 'tickets', 'CASCADE')],
      }),
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable('mail_references');
  }
}
