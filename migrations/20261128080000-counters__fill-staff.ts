import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What each member of staff wrote and has to do is counted on write from here on; what was before is counted once. */
export class CountersFillStaff20261128080000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    const posts =
      "SELECT authorId AS id, COUNT(*) AS value FROM messages WHERE authorKind = 'staff' AND authorId IS NOT NULL GROUP BY authorId";
    const assigned =
      "SELECT assigneeId AS id, COUNT(*) AS value FROM tickets WHERE assigneeId IS NOT NULL AND status NOT IN ('resolved', 'closed', 'duplicate') GROUP BY assigneeId";
    for (const [count, sql] of Object.entries({ posts, assigned }))
      for (const { id, value } of await queryRunner.query(sql))
        await queryRunner.query('INSERT INTO counters (name, value) VALUES (?, ?)', [
          `staff/${id}/${count}`,
          Number(value),
        ]);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query("DELETE FROM counters WHERE name LIKE 'staff/%'");
  }
}
