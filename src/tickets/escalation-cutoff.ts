const DAY_MS = 86_400_000;

/** Reads the calendar of a time zone. */
export class ZoneCalendar {
  private readonly format: Intl.DateTimeFormat;

  constructor(timeZone: string) {
    this.format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
  }

  /** `2026-12-25`. */
  dayOf(time: number): string {
    return new Date(time + this.offsetAt(time)).toISOString().slice(0, 10);
  }

  /** The first moment of the day in which a time lies. */
  beginOfDay(time: number): number {
    const midnight = Date.parse(`${this.dayOf(time)}T00:00:00Z`);
    // Of two readings the second one is right: the clocks may have been changed since midnight.
    const begin = midnight - this.offsetAt(midnight - this.offsetAt(time));
    // Where clocks are put forward at midnight the day begins later than that.
    return this.dayOf(begin) === this.dayOf(time) ? begin : midnight - this.offsetAt(time);
  }

  private offsetAt(time: number): number {
    const parts = Object.fromEntries(
      this.format.formatToParts(time).map(({ type, value }) => [type, +value]),
    );
    const { year, month, day, hour, minute, second } = parts as Record<string, number>;
    const local = Date.UTC(year!, month! - 1, day!, hour!, minute!, second!);
    return local - Math.floor(time / 1_000) * 1_000;
  }
}

/**
 * The moment since which so many days have passed, where days that are excluded do not count: what was not moved since
 * then is due. Undefined: today is excluded, and nothing is due.
 */
export function escalationCutoff(
  now: Date,
  days: number,
  calendar: ZoneCalendar,
  isExcluded: (day: string) => boolean,
): Date | undefined {
  let until = now.getTime();
  if (isExcluded(calendar.dayOf(until))) return undefined;
  for (let left = days * DAY_MS; ; ) {
    const begin = calendar.beginOfDay(until - 1);
    const counts = !isExcluded(calendar.dayOf(begin));
    if (counts && until - begin >= left) return new Date(until - left);
    if (counts) left -= until - begin;
    until = begin;
  }
}
