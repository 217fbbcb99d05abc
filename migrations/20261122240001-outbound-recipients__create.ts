import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { columns, foreignKey } from './columns.ts';

export class OutboundRecipientsCreate20261122240001 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    const c = columns(queryRunner);
    await queryRunner.createTable(
      new Table({
        name: 'outbound_recipients',
        columns: [
          c.id(),
          c.int('mailId'),
          c.string('address', 320),
          c.key('addressKey', 320),
          c.string('name', 500),
          c.string('state', 10),
          c.optionalText('detail'),
          c.time('updatedAt'),
        ],
        indices: [
          { name: 'ix_outbound_recipients__mailId', columnNames: ['mailId'] },
          { name: 'ix_outbound_recipients__addressKey_mailId', columnNames: ['addressKey', 'mailId'] },
        ],
        foreignKeys: [foreignKey('outbound_recipients', 'mailId', 'outbound_mails', 'CASCADE')],
      }),
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable('outbound_recipients');
  }
}
