const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const UNITS = ['year', 'month', 'week', 'day', 'hour', 'minute'] as const;
/** The last four of them, in seconds. */
const LENGTHS = [7 * DAY, DAY, HOUR, MINUTE] as const;

/** As people say it, with the no-break spaces that Django puts after numbers. */
export function naturalTime(rfc3339: string, now: Date): string {
  const time = new Date(rfc3339);
  const seconds = Math.trunc((now.getTime() - time.getTime()) / 1000);
  if (seconds === 0) return 'now';
  return seconds > 0 ? `${amount(time, now, seconds)} ago` : `${amount(now, time, -seconds)} from now`;
}

function amount(from: Date, to: Date, seconds: number): string {
  if (seconds < MINUTE) return few(seconds, 'second', 'a');
  if (seconds < HOUR) return few(Math.floor(seconds / MINUTE), 'minute', 'a');
  if (seconds < DAY) return few(Math.floor(seconds / HOUR), 'hour', 'an');
  return parts(from, to).join(', ');
}

const few = (count: number, unit: string, one: string): string =>
  count === 1 ? `${one} ${unit}` : counted(count, unit);

const counted = (count: number, unit: string): string => `${count}\u00a0${unit}${count === 1 ? '' : 's'}`;

/** The largest unit, and the next smaller one where there is something of it. Months are those of the calendar. */
function parts(from: Date, to: Date): string[] {
  const months = monthsBetween(from, to);
  const counts = [Math.floor(months / 12), months % 12];
  let rest = Math.floor((to.getTime() - laterBy(from, months).getTime()) / 1000);
  for (const length of LENGTHS) {
    counts.push(Math.floor(rest / length));
    rest %= length;
  }
  const first = counts.findIndex((count) => count > 0);
  return [first, first + 1].filter((at) => counts[at]).map((at) => counted(counts[at]!, UNITS[at]!));
}

/** Whole ones. */
function monthsBetween(from: Date, to: Date): number {
  const months = (to.getUTCFullYear() - from.getUTCFullYear()) * 12 + to.getUTCMonth() - from.getUTCMonth();
  const isBegun =
    to.getUTCDate() < from.getUTCDate() ||
    (to.getUTCDate() === from.getUTCDate() && timeOfDay(to) < timeOfDay(from));
  return months - Number(isBegun);
}

const timeOfDay = (time: Date): number => time.getTime() % (DAY * 1000);

/** On the same day of the month, or its last; to Django no February has 29. */
function laterBy(from: Date, months: number): Date {
  if (!months) return from;
  const year = from.getUTCFullYear();
  const month = from.getUTCMonth() + months;
  const isFebruary = month % 12 === 1;
  const last = isFebruary ? 28 : new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  const day = Date.UTC(year, month, Math.min(last, from.getUTCDate()));
  return new Date(day + Math.floor(timeOfDay(from) / 1000) * 1000);
}
