import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addOptionalTextColumn } from './columns.ts';

export class TicketsAddResolution20261128130000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await addOptionalTextColumn(queryRunner, 'tickets', 'resolution');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE tickets DROP COLUMN resolution');
  }
}
