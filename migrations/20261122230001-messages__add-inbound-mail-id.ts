import type { MigrationInterface, QueryRunner } from 'typeorm';

export class MessagesAddInboundMailId20261122230001 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('alter table messages add column inboundMailId integer null');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('alter table messages drop column inboundMailId');
  }
}
