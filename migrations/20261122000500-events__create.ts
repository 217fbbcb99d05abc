import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { columns } from './columns.ts';

export class EventsCreate20261122000500 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    const c = columns(queryRunner);
    await queryRunner.createTable(
      new Table({
        name: 'events',
        columns: [
          c.id(),
          c.string('type', 64),
          c.string('resource', 32),
          c.int('resourceId'),
          c.string('actorKind', 10),
          c.optionalInt('actorId'),
          c.string('actorName', 500),
          c.text('details'),
          c.time('createdAt'),
        ],
        indices: [{ name: 'ix_events__resource_resourceId', columnNames: ['resource', 'resourceId'] }],
      }),
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable('events');
  }
}
