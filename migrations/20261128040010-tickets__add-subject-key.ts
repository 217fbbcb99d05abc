import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addKeyColumn } from './columns.ts';

/** Empty until the desk fills it: what stands there follows from names, which SQL cannot spell the same everywhere. */
export class TicketsAddSubjectKey20261128040010 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await addKeyColumn(queryRunner, 'tickets', 'subjectKey', 60);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE tickets DROP COLUMN subjectKey');
  }
}
