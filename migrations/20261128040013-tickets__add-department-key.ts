import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addKeyColumn } from './columns.ts';

/** Empty until the desk fills it: what stands there follows from names, which SQL cannot spell the same everywhere. */
export class TicketsAddDepartmentKey20261128040013 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await addKeyColumn(queryRunner, 'tickets', 'departmentKey', 120);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE tickets DROP COLUMN departmentKey');
  }
}
