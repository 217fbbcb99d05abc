import type { MigrationInterface, QueryRunner } from 'typeorm';
import { columns } from './columns.ts';

export class DepartmentsAddNewTicketCc20261128060005 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    const { type } = columns(queryRunner).optionalText('newTicketCc');
    await queryRunner.query(`ALTER TABLE departments ADD COLUMN newTicketCc ${type} NULL`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE departments DROP COLUMN newTicketCc');
  }
}
