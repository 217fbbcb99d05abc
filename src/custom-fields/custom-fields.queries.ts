import type { Tx } from '../database/database.js';
import { flavourOf } from '../database/flavour.js';
import { marks } from '../database/marks.js';
import { affected } from '../database/rows.js';
import { placeInDepartments } from '../departments/department-places.js';
import { toDefinition, type FieldDefinition, type FieldRow } from './field-definition.js';

type Ask = <T>(sql: string, parameters?: unknown[]) => Promise<T[]>;

const BATCH = 1_000;

/** All of them, in their order: they are few. */
export async function selectFields(ask: Ask, suffix = ''): Promise<FieldDefinition[]> {
  const rows = await ask<FieldRow>(`select * from custom_fields order by position, id${suffix}`);
  if (rows.every(({ everywhere }) => everywhere)) return rows.map((row) => toDefinition(row, []));
  const places = await ask<{ fieldId: number; departmentId: number }>(
    `select fieldId, departmentId from custom_field_departments order by departmentId`,
  );
  const byField = Map.groupBy(places, ({ fieldId }) => fieldId);
  return rows.map((row) =>
    toDefinition(
      row,
      (byField.get(row.id) ?? []).map(({ departmentId }) => departmentId),
    ),
  );
}

/** What a row says of a field, its name and times apart. */
export const columnsOf = (field: FieldDefinition) => ({
  label: field.label,
  helpText: field.helpText,
  type: field.type,
  choices: JSON.stringify(field.choices.map(({ value, label }) => ({ value, label }))),
  emptyChoice: field.emptyChoice,
  maxLength: field.maxLength,
  decimalPlaces: field.decimalPlaces,
  position: field.position,
  required: field.required,
  staffOnly: field.staffOnly,
  defaultValue: field.defaultValue === null ? null : JSON.stringify(field.defaultValue),
  everywhere: field.departmentIds === null,
});

/** Who changes fields does so one after the other: two who hold all of them and want to write would wait for each other. */
export async function takeTurn(tx: Tx): Promise<void> {
  const { onConflict } = flavourOf(tx.dataSource);
  const again = onConflict('name', (offered) => `value = value + ${offered('value')}`);
  await tx.query(`insert into counters (name, value) values ('custom_fields', 1)${again}`);
}

export async function hasValues(tx: Tx, fieldId: number): Promise<boolean> {
  const [one]: unknown[] = await tx.query(
    'select ticketId from custom_field_values where fieldId = ? limit 1',
    [fieldId],
  );
  return one !== undefined;
}

/** In batches of statements. @returns how many there were */
export async function removeValues(tx: Tx, fieldId: number): Promise<number> {
  for (let removed = 0; ; ) {
    const rows: { ticketId: number }[] = await tx.query(
      `select ticketId from custom_field_values where fieldId = ? limit ${BATCH}`,
      [fieldId],
    );
    if (!rows.length) return removed;
    const ids = [...new Set(rows.map(({ ticketId }) => ticketId))];
    removed += affected(
      await tx.query(`delete from custom_field_values where fieldId = ? and ticketId in (${marks(ids)})`, [
        fieldId,
        ...ids,
      ]),
    );
  }
}

/** Where a field is asked for; null: everywhere. @throws InvalidInput for a department that is not there */
export const placeField = (tx: Tx, fieldId: number, departmentIds: readonly number[] | null): Promise<void> =>
  placeInDepartments(tx, { table: 'custom_field_departments', column: 'fieldId' }, fieldId, departmentIds);
