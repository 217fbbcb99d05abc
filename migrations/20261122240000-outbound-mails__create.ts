import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { columns } from './columns.ts';

export class OutboundMailsCreate20261122240000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    const c = columns(queryRunner);
    await queryRunner.createTable(
      new Table({
        name: 'outbound_mails',
        columns: [
          c.id(),
          c.key('causeKey', 64),
          c.int('outboxId'),
          c.optionalInt('mailboxId'),
          c.optionalInt('ticketId'),
          c.optionalInt('messageId'),
          c.string('event', 40),
          c.string('sender', 320),
          c.key('internetMessageId', 255),
          c.text('subject'),
          c.key('sha256', 64),
          c.int('size'),
          c.string('state', 10),
          c.int('attempts'),
          c.time('nextAttemptAt'),
          c.optionalText('lastError'),
          c.time('createdAt'),
          c.optionalTime('sentAt'),
          c.optionalTime('rawDeletedAt'),
          c.int('version'),
        ],
        // No foreign keys: what was said to people stays on record when its ticket or mailbox goes.
        indices: [
          { name: 'ux_outbound_mails__causeKey', columnNames: ['causeKey'], isUnique: true },
          { name: 'ix_outbound_mails__state_nextAttemptAt', columnNames: ['state', 'nextAttemptAt'] },
          { name: 'ix_outbound_mails__state', columnNames: ['state'] },
          { name: 'ix_outbound_mails__outboxId', columnNames: ['outboxId'] },
          { name: 'ix_outbound_mails__ticketId', columnNames: ['ticketId'] },
          { name: 'ix_outbound_mails__mailboxId', columnNames: ['mailboxId'] },
          { name: 'ix_outbound_mails__internetMessageId', columnNames: ['internetMessageId'] },
          { name: 'ix_outbound_mails__sha256', columnNames: ['sha256'] },
          {
            name: 'ix_outbound_mails__rawDeletedAt_createdAt',
            columnNames: ['rawDeletedAt', 'createdAt'],
          },
        ],
      }),
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable('outbound_mails');
  }
}
