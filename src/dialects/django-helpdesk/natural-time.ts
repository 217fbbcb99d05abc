const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const UNITS: readonly (readonly [name: string, seconds: number])[] = [
  ['year', 365 * DAY],
  ['month', 30 * DAY],
  ['week', 7 * DAY],
  ['day', DAY],
  ['hour', HOUR],
];

/** As people say it, with the no-break spaces that Django puts after numbers. */
export function naturalTime(rfc3339: string, now: Date): string {
  const seconds = Math.trunc((now.getTime() - Date.parse(rfc3339)) / 1000);
  if (seconds === 0) return 'now';
  return `${amount(Math.abs(seconds))} ${seconds > 0 ? 'ago' : 'from now'}`;
}

function amount(seconds: number): string {
  if (seconds < MINUTE) return few(seconds, 'second', 'a');
  if (seconds < HOUR) return few(Math.floor(seconds / MINUTE), 'minute', 'a');
  if (seconds < DAY) return few(Math.floor(seconds / HOUR), 'hour', 'an');
  return parts(seconds).join(', ');
}

const few = (count: number, unit: string, one: string): string =>
  count === 1 ? `${one} ${unit}` : counted(count, unit);

const counted = (count: number, unit: string): string => `${count}\u00a0${unit}${count === 1 ? '' : 's'}`;

/** The largest unit, and the next smaller one where there is something of it. */
function parts(seconds: number): string[] {
  const at = UNITS.findIndex(([, length]) => seconds >= length);
  const [unit, length] = UNITS[at]!;
  const next = UNITS[at + 1];
  const rest = next ? Math.floor((seconds % length) / next[1]) : 0;
  return [counted(Math.floor(seconds / length), unit), ...(rest ? [counted(rest, next![0])] : [])];
}
