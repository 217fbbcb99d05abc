import type { MigrationInterface, QueryRunner } from 'typeorm';

export class EventsIndexNumber20261123020201 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('CREATE UNIQUE INDEX ux_events__number ON events (number)');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropIndex('events', 'ux_events__number');
  }
}
