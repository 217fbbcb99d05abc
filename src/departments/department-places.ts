import { InvalidInput } from '../common/errors.js';
import type { Tx } from '../database/database.js';
import { marks } from '../database/marks.js';
import { insertRows } from '../database/rows.js';

/** Where rows of a table have the departments of something; names are constants of the code. */
export interface DepartmentPlaces {
  table: string;
  /** Of the id of the thing. */
  column: string;
}

/** The departments of a thing, in place of those it had; null: it is everywhere. @throws InvalidInput for one that is not there */
export async function placeInDepartments(
  tx: Tx,
  { table, column }: DepartmentPlaces,
  id: number,
  departmentIds: readonly number[] | null,
): Promise<void> {
  await tx.query(`delete from ${table} where ${column} = ?`, [id]);
  const ids = [...new Set(departmentIds ?? [])];
  if (!ids.length) return;
  const known: unknown[] = await tx.query(`select id from departments where id in (${marks(ids)})`, ids);
  if (known.length < ids.length) throw InvalidInput.field('departmentIds', 'unknown.department');
  await insertRows(
    tx,
    table,
    ids.map((departmentId) => ({ [column]: id, departmentId })),
  );
}
