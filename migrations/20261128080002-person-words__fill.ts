import type { MigrationInterface, QueryRunner } from 'typeorm';

interface PersonRow {
  id: number;
  fullName: string;
  email: string | null;
  username: string | null;
}

const BATCH = 500;

/** People who are there already are found as well: their words as the application writes them from here on. */
export class PersonWordsFill20261128080002 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await fill(queryRunner, 'staff', 'staff');
    await fill(queryRunner, 'users', 'user');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DELETE FROM person_words');
  }
}

async function fill(queryRunner: QueryRunner, table: string, kind: string): Promise<void> {
  let people: PersonRow[];
  let after = 0;
  do {
    people = await queryRunner.query(
      `SELECT id, fullName, email, username FROM ${table} WHERE id > ? ORDER BY id LIMIT ${BATCH}`,
      [after],
    );
    const rows = people.flatMap((person) => wordsOf(person).map((word) => [kind, word, person.id]));
    for (let at = 0; at < rows.length; at += BATCH) {
      const some = rows.slice(at, at + BATCH);
      await queryRunner.query(
        `INSERT INTO person_words (kind, word, accountId) VALUES ${some.map(() => '(?, ?, ?)').join(', ')}`,
        some.flat(),
      );
    }
    after = people.at(-1)?.id ?? after;
  } while (people.length === BATCH);
}

const fold = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

function wordsOf({ fullName, email, username }: PersonRow): string[] {
  const [local = ''] = (email ?? '').split('@');
  const whole = [
    ...fold(fullName).split(/\s+/u),
    fold(email ?? ''),
    fold(username ?? '').replaceAll(/\s/gu, ''),
  ];
  const parts = [fullName, local, username ?? ''].flatMap((text) => fold(text).split(/[^\p{L}\p{N}]+/u));
  const words = [...whole, ...parts].map((word) => [...word].slice(0, 100).join('')).filter(Boolean);
  return [...new Set(words)].slice(0, 40);
}
