import { TZDate } from '@date-fns/tz';
import { InvalidInput } from '../common/errors.js';
import { minuteOf } from '../tickets/ticket-tallies.js';

export const PERIODS = ['day', 'week', 'month'] as const;
export type PeriodKind = (typeof PERIODS)[number];

/** Days by their calendar, `2026-11-28`; the last one is part of it. */
export interface Days {
  from: string;
  to: string;
}

/** Days and the minutes, counted from 1970 in UTC, that they take in some time zone. */
export interface Period extends Days {
  startMinute: number;
  endMinute: number;
}

/** A time as sums are kept of it. */
export interface Span {
  grain: 'day' | 'quarter';
  startMinute: number;
  endMinute: number;
}

/** Of one report: a year by days. */
const PERIODS_MAX = 366;
const DAY_MS = 86_400_000;
const DAY_MINUTES = 1_440;
const QUARTER_MINUTES = 15;

/** Today and the 29 days before it, where nothing else is said. */
const USUAL_DAYS = 30;

/** @throws InvalidInput naming what is no day, or in the wrong order */
export function daysOf(asked: Partial<Days>, timeZone: string, now: Date): Days {
  for (const name of ['from', 'to'] as const) {
    const day = asked[name];
    if (day !== undefined && (Number.isNaN(Date.parse(day)) || dayOf(timeOf(day)) !== day))
      throw InvalidInput.field(name, 'invalid.day', { day });
  }
  const to = asked.to ?? new TZDate(now.getTime(), timeZone).toISOString().slice(0, 10);
  const from = asked.from ?? dayOf(timeOf(to) - (USUAL_DAYS - 1) * DAY_MS);
  if (from > to) throw InvalidInput.field('to', 'too_early.last_day');
  return { from, to };
}

/**
 * The periods that hold these days, the first and the last as a whole; weeks begin on Mondays.
 * @throws InvalidInput when they are too many
 */
export function periodsOf({ from, to }: Days, kind: PeriodKind, timeZone: string): Period[] {
  const periods: Period[] = [];
  for (let day = firstDay(timeOf(from), kind); day <= timeOf(to); ) {
    if (periods.length === PERIODS_MAX)
      throw InvalidInput.field('from', 'too_many.periods', { most: PERIODS_MAX });
    const next = nextPeriod(day, kind);
    periods.push(periodOf({ from: dayOf(day), to: dayOf(next - DAY_MS) }, timeZone));
    day = next;
  }
  return periods;
}

/** These days as one period. */
export const periodOf = (days: Days, timeZone: string): Period => ({
  ...days,
  startMinute: midnight(timeOf(days.from), timeZone),
  endMinute: midnight(timeOf(days.to) + DAY_MS, timeZone),
});

/** What is to be read of these periods, which follow each other: whole days in UTC where there are some, and what is left. */
export function spansOf(periods: readonly Period[]): Span[] {
  const spans: Span[] = [];
  for (const span of periods.flatMap(spansIn)) {
    const last = spans.at(-1);
    if (last?.grain === span.grain && last.endMinute === span.startMinute) last.endMinute = span.endMinute;
    else spans.push(span);
  }
  return spans;
}

function spansIn({ startMinute, endMinute }: Period): Span[] {
  const first = Math.ceil(startMinute / DAY_MINUTES) * DAY_MINUTES;
  const last = Math.floor(endMinute / DAY_MINUTES) * DAY_MINUTES;
  if (first >= last) return [{ grain: 'quarter', startMinute, endMinute }];
  const spans: Span[] = [
    { grain: 'quarter', startMinute, endMinute: first },
    { grain: 'day', startMinute: first, endMinute: last },
    { grain: 'quarter', startMinute: last, endMinute },
  ];
  return spans.filter((span) => span.startMinute < span.endMinute);
}

/** Of a day by its calendar, as a time in UTC. */
const timeOf = (day: string): number => Date.parse(day);
const dayOf = (time: number): string => new Date(time).toISOString().slice(0, 10);

/** Days begin at quarters of an hour everywhere, but for times before there were time zones. */
function midnight(time: number, timeZone: string): number {
  const day = new Date(time);
  const start = new TZDate(day.getUTCFullYear(), day.getUTCMonth(), day.getUTCDate(), timeZone);
  return Math.floor(minuteOf(start) / QUARTER_MINUTES) * QUARTER_MINUTES;
}

function firstDay(time: number, kind: PeriodKind): number {
  const day = new Date(time);
  if (kind === 'month') return Date.UTC(day.getUTCFullYear(), day.getUTCMonth(), 1);
  return kind === 'week' ? time - ((day.getUTCDay() + 6) % 7) * DAY_MS : time;
}

function nextPeriod(time: number, kind: PeriodKind): number {
  const day = new Date(time);
  if (kind === 'month') return Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + 1, 1);
  return time + (kind === 'week' ? 7 : 1) * DAY_MS;
}
