import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { columns } from './columns.ts';

export class MailTemplatesCreate20261122240002 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    const c = columns(queryRunner);
    await queryRunner.createTable(
      new Table({
        name: 'mail_templates',
        columns: [
          c.id(),
          c.key('event', 40),
          c.key('locale', 10),
          c.optionalText('subject'),
          c.optionalText('text'),
          c.optionalText('html'),
          { ...c.boolean('enabled'), isNullable: true },
          c.time('updatedAt'),
          c.int('version'),
        ],
        indices: [
          { name: 'ux_mail_templates__event_locale', columnNames: ['event', 'locale'], isUnique: true },
        ],
      }),
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable('mail_templates');
  }
}
