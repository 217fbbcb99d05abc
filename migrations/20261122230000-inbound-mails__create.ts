import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { columns } from './columns.ts';

export class InboundMailsCreate20261122230000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    const c = columns(queryRunner);
    await queryRunner.createTable(
      new Table({
        name: 'inbound_mails',
        // No foreign keys: a row outlives its mailbox and its ticket, so that no mail comes back as a new one.
        columns: [
          c.id(),
          c.optionalInt('mailboxId'),
          c.string('source', 10),
          c.key('folder', 255, { isNullable: true }),
          c.int('uidValidity', { unsigned: true, isNullable: true }),
          c.int('uid', { unsigned: true, isNullable: true }),
          c.key('contentKey', 80, { isNullable: true }),
          c.key('sha256', 64, { isNullable: true }),
          c.int('size'),
          c.optionalText('recipients'),
          c.optionalString('internetMessageId', 998),
          c.key('messageKey', 64, { isNullable: true }),
          c.key('fingerprint', 64, { isNullable: true }),
          c.optionalString('fromAddress', 320),
          c.key('fromKey', 320, { isNullable: true }),
          c.optionalString('fromName', 500),
          c.optionalString('subject', 1000),
          c.boolean('automatic'),
          c.optionalString('authentication', 10),
          c.string('state', 15),
          c.optionalString('reason', 40),
          c.optionalText('detail'),
          c.optionalString('rule', 15),
          c.optionalInt('ticketId'),
          c.optionalInt('messageId'),
          c.int('attempts'),
          c.optionalTime('nextAttemptAt'),
          c.key('claim', 36, { isNullable: true }),
          c.optionalTime('rawDeletedAt'),
          c.time('arrivedAt'),
          c.time('receivedAt'),
          c.optionalTime('processedAt'),
          c.int('version'),
        ],
        indices: [
          {
            name: 'ux_inbound_mails__place',
            columnNames: ['mailboxId', 'folder', 'uidValidity', 'uid'],
            isUnique: true,
          },
          { name: 'ux_inbound_mails__contentKey', columnNames: ['contentKey'], isUnique: true },
          ...[
            ['sha256'],
            ['messageKey'],
            ['fromKey', 'processedAt'],
            ['ticketId', 'processedAt'],
            ['processedAt'],
            ['nextAttemptAt'],
            ['mailboxId'],
            ['state'],
            ['reason'],
          ].map((columnNames) => ({ name: `ix_inbound_mails__${columnNames.join('_')}`, columnNames })),
        ],
      }),
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable('inbound_mails');
  }
}
