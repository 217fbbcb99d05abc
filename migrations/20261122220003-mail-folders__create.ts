import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { columns, foreignKey } from './columns.ts';

export class MailFoldersCreate20261122220003 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    const c = columns(queryRunner);
    await queryRunner.createTable(
      new Table({
        name: 'mail_folders',
        columns: [
          c.int('mailboxId', { isPrimary: true }),
          c.key('folder', 255, { isPrimary: true }),
          c.int('uidValidity', { unsigned: true }),
          c.int('lastUid', { unsigned: true }),
        ],
        foreignKeys: [foreignKey('mail_folders', 'mailboxId', 'mailboxes', 'CASCADE')],
      }),
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable('mail_folders');
  }
}
