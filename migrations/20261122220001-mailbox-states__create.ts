import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { columns } from './columns.ts';

export class MailboxStatesCreate20261122220001 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    const c = columns(queryRunner);
    await queryRunner.createTable(
      new Table({
        name: 'mailbox_states',
        columns: [
          c.int('mailboxId', { isPrimary: true }),
          c.optionalTime('lastSuccessAt'),
          c.optionalInt('lagSeconds'),
          c.optionalText('error'),
          c.optionalTime('since'),
          c.optionalTime('sentAt'),
          c.optionalText('pauseReason'),
          c.optionalTime('pausedSince'),
        ],
      }),
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable('mailbox_states');
  }
}
