/** What programs for tables take for the beginning of a formula. */
const FORMULA = /^[=+\-@\t\r]/;

/** One row by RFC 4180, with its line end. Text that a program would run as a formula gets an apostrophe before it. */
export const csvRow = (values: readonly (string | number | null)[]): string =>
  `${values.map(field).join(',')}\r\n`;

export const toCsv = (rows: readonly (readonly (string | number | null)[])[]): string =>
  rows.map(csvRow).join('');

function field(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const text = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
