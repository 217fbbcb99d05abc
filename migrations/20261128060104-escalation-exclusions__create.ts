import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { columns, foreignKey } from './columns.ts';

export class EscalationExclusionsCreate20261128060104 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    const c = columns(queryRunner);
    await queryRunner.createTable(
      new Table({
        name: 'escalation_exclusions',
        columns: [
          c.id(),
          c.string('name', 100),
          c.string('date', 10),
          c.optionalInt('departmentId'),
          c.time('createdAt'),
          c.time('updatedAt'),
          c.int('version'),
        ],
        indices: [
          { name: 'ix_escalation_exclusions__date', columnNames: ['date'] },
          { name: 'ix_escalation_exclusions__departmentId', columnNames: ['departmentId'] },
        ],
        foreignKeys: [foreignKey('escalation_exclusions', 'departmentId', 'departments', 'CASCADE')],
      }),
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable('escalation_exclusions');
  }
}
