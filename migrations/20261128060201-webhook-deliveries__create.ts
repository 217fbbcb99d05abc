import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { columns, foreignKey } from './columns.ts';

export class WebhookDeliveriesCreate20261128060201 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    const c = columns(queryRunner);
    await queryRunner.createTable(
      new Table({
        name: 'webhook_deliveries',
        columns: [
          c.id(),
          c.int('webhookId'),
          c.string('messageId', 40),
          c.optionalInt('eventId'),
          c.string('type', 64),
          c.text('payload'),
          c.string('state', 10),
          c.int('attempts'),
          c.time('nextAttemptAt'),
          c.optionalInt('responseStatus'),
          c.optionalText('responseBody'),
          c.optionalInt('durationMs'),
          c.optionalText('error'),
          c.optionalTime('attemptedAt'),
          c.time('createdAt'),
        ],
        indices: [
          {
            name: 'ux_webhook_deliveries__webhookId_eventId',
            columnNames: ['webhookId', 'eventId'],
            isUnique: true,
          },
          {
            name: 'ix_webhook_deliveries__webhookId_state_nextAttemptAt',
            columnNames: ['webhookId', 'state', 'nextAttemptAt'],
          },
          { name: 'ix_webhook_deliveries__webhookId', columnNames: ['webhookId'] },
          { name: 'ix_webhook_deliveries__webhookId_state', columnNames: ['webhookId', 'state'] },
          { name: 'ix_webhook_deliveries__createdAt', columnNames: ['createdAt'] },
        ],
        foreignKeys: [foreignKey('webhook_deliveries', 'webhookId', 'webhooks', 'CASCADE')],
      }),
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable('webhook_deliveries');
  }
}
