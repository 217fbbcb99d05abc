import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addKeyColumn } from './columns.ts';

/** Empty until the desk fills it: what stands there follows from names, which SQL cannot spell the same everywhere. */
export class TicketsAddRequesterKey20261128040011 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await addKeyColumn(queryRunner, 'tickets', 'requesterKey', 60);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE tickets DROP COLUMN requesterKey');
  }
}
