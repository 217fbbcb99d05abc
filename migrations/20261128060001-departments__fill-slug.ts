import type { MigrationInterface, QueryRunner } from 'typeorm';

const LONGEST = 50;

/** Departments that were there before get the slug that a new one of their name would have. */
export class DepartmentsFillSlug20261128060001 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    const rows: { id: number; name: string }[] = await queryRunner.query(
      'SELECT id, name FROM departments ORDER BY id',
    );
    const taken = new Set<string>();
    for (const { id, name } of rows) {
      const slug = freeSlug(name, taken);
      taken.add(slug);
      await queryRunner.query('UPDATE departments SET slug = ? WHERE id = ?', [slug, id]);
    }
  }

  async down(): Promise<void> {}
}

function freeSlug(name: string, taken: ReadonlySet<string>): string {
  const plain = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-');
  const slug = plain.slice(0, LONGEST).replace(/^-+|-+$/g, '') || 'department';
  for (let number = 1; ; number += 1) {
    const end = number === 1 ? '' : `-${number}`;
    const candidate = slug.slice(0, LONGEST - end.length) + end;
    if (!taken.has(candidate)) return candidate;
  }
}
