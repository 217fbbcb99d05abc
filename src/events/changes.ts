/** What one event changed, field by field: from, to. */
export type Changes = Record<string, readonly [from: unknown, to: unknown]>;

/**
 * Puts the given values of `fields` into the row and tells what that changed, for the event. Absent means "leave", and
 * what is equal already is no change.
 */
export function applyChanges<Row extends object, Field extends keyof Row & string>(
  row: Row,
  values: { [F in Field]?: Row[F] | undefined },
  fields: readonly Field[],
): Changes {
  const changes: Record<string, readonly [unknown, unknown]> = {};
  for (const field of fields) {
    const value = values[field];
    if (value === undefined || isSame(value, row[field])) continue;
    changes[field] = [row[field], value];
    row[field] = value as Row[Field];
  }
  return changes;
}

/** Lists are equal by their items. */
const isSame = (a: unknown, b: unknown): boolean => a === b || JSON.stringify(a) === JSON.stringify(b);
