import type { MigrationInterface, QueryRunner } from 'typeorm';
import { columns } from './columns.ts';

export class DepartmentsAddUpdatedTicketCc20261128060006 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    const { type } = columns(queryRunner).optionalText('updatedTicketCc');
    await queryRunner.query(`ALTER TABLE departments ADD COLUMN updatedTicketCc ${type} NULL`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE departments DROP COLUMN updatedTicketCc');
  }
}
