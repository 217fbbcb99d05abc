import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { columns } from './columns.ts';

export class WebhooksCreate20261128060200 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    const c = columns(queryRunner);
    await queryRunner.createTable(
      new Table({
        name: 'webhooks',
        columns: [
          c.id(),
          c.string('name', 255),
          c.string('url', 2000),
          c.text('events'),
          c.boolean('active'),
          c.string('secret', 500),
          c.optionalString('previousSecret', 500),
          c.optionalTime('previousSecretUntil'),
          c.int('position'),
          c.optionalTime('failingSince'),
          c.optionalString('disabledReason', 500),
          c.time('createdAt'),
          c.time('updatedAt'),
          c.int('version'),
        ],
      }),
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable('webhooks');
  }
}
