import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createWordIndex } from './columns.ts';

/** The words of messages, for search alone: `rowid` is the id of the message. No table of rows that can be read. */
export class MessageWordsCreate20261128040030 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await createWordIndex(queryRunner, 'message_words');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE message_words');
  }
}
