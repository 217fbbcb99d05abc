import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { columns, foreignKey } from './columns.ts';

export class PublicLinksCreate20261128130100 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    const c = columns(queryRunner);
    await queryRunner.createTable(
      new Table({
        name: 'public_links',
        columns: [
          c.id(),
          c.int('ticketId'),
          c.int('userId'),
          c.string('tokenHash', 64),
          c.time('createdAt'),
          c.time('expiresAt'),
        ],
        indices: [
          { name: 'ux_public_links__tokenHash', columnNames: ['tokenHash'], isUnique: true },
          { name: 'ix_public_links__ticketId_userId', columnNames: ['ticketId', 'userId'] },
          { name: 'ix_public_links__userId', columnNames: ['userId'] },
        ],
        foreignKeys: [
          foreignKey('public_links', 'ticketId', 'tickets', 'CASCADE'),
          foreignKey('public_links', 'userId', 'users', 'CASCADE'),
        ],
      }),
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable('public_links');
  }
}
