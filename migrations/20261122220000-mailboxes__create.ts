import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { columns, foreignKey } from './columns.ts';

export class MailboxesCreate20261122220000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    const c = columns(queryRunner);
    const server = (name: 'imap' | 'smtp') => [
      c.optionalString(`${name}Host`, 255),
      c.int(`${name}Port`),
      c.string(`${name}Tls`, 10),
      c.optionalString(`${name}User`, 320),
      c.string(`${name}Auth`, 10),
      c.optionalText(`${name}Secret`),
      c.boolean(`${name}AllowSelfSigned`),
    ];
    await queryRunner.createTable(
      new Table({
        name: 'mailboxes',
        columns: [
          c.id(),
          c.string('address', 320),
          c.key('addressKey', 320),
          c.string('name', 500),
          c.optionalInt('departmentId'),
          c.boolean('isDefault'),
          c.boolean('active'),
          c.boolean('plusAddressing'),
          c.string('incomingType', 10),
          ...server('imap'),
          c.string('imapFolder', 255),
          c.string('doneMark', 10),
          c.optionalString('doneFolder', 255),
          c.string('outgoingType', 10),
          ...server('smtp'),
          c.time('createdAt'),
          c.time('updatedAt'),
          c.int('version'),
        ],
        indices: [
          { name: 'ux_mailboxes__addressKey', columnNames: ['addressKey'], isUnique: true },
          { name: 'ix_mailboxes__departmentId', columnNames: ['departmentId'] },
        ],
        foreignKeys: [foreignKey('mailboxes', 'departmentId', 'departments', 'SET NULL')],
      }),
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable('mailboxes');
  }
}
