import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createWordIndex } from './columns.ts';

/** Words are written otherwise from here on: the index begins anew. */
export class MessageWordsEmpty20261128150000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE message_words');
    await createWordIndex(queryRunner, 'message_words');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await this.up(queryRunner);
  }
}
