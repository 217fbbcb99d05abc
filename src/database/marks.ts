/** `?, ?, ?`: a placeholder for each value of a list, as in `id in (${marks(ids)})`. An empty list is no SQL: ask before. */
export const marks = (values: readonly unknown[]): string => values.map(() => '?').join(', ');
