import { TICKET_STATUSES, type TicketStatus } from '../../tickets/ticket.states.js';

/** What is shown where django-helpdesk has no number of its own for a status. */
export const STATUS_NUMBERS: Record<TicketStatus, 1 | 2 | 3 | 4 | 5> = {
  open: 1,
  answered: 1,
  awaiting_reply: 1,
  in_progress: 1,
  reopened: 2,
  resolved: 3,
  closed: 4,
  duplicate: 5,
};

/** What a number means when it is written. */
const STATUSES: readonly TicketStatus[] = ['open', 'reopened', 'resolved', 'closed', 'duplicate'];
const LABELS = ['Open', 'Reopened', 'Resolved', 'Closed', 'Duplicate'] as const;

export const statusOf = (number: number): TicketStatus => STATUSES[number - 1]!;
export const labelOf = (status: TicketStatus): string => LABELS[STATUS_NUMBERS[status] - 1]!;

/**
 * The filter `?status=1,Open`: numbers and names. What is neither is passed over; where nothing is left all tickets are
 * meant, as in the original.
 */
export function statusesIn(query: string | null): TicketStatus[] | undefined {
  const numbers = new Set(
    (query ?? '').split(',').map((part) => {
      const text = part.trim().toLowerCase();
      const byName = LABELS.findIndex((label) => label.toLowerCase() === text) + 1;
      return byName || (/^[1-5]$/.test(text) ? Number(text) : 0);
    }),
  );
  const statuses = TICKET_STATUSES.filter((status) => numbers.has(STATUS_NUMBERS[status]));
  return statuses.length ? statuses : undefined;
}

/** A duration as Django writes it; null: none. */
export function durationOf(minutes: number): string | null {
  if (!minutes) return null;
  const two = (number: number): string => String(number).padStart(2, '0');
  const days = Math.floor(minutes / 1_440);
  const time = `${two(Math.floor(minutes / 60) % 24)}:${two(minutes % 60)}:00`;
  return days ? `${days} ${time}` : time;
}

const CLOCK = /^(?:(\d{1,6})(?: days?,)? )?(?:(?:(\d{1,9}):)?(\d{1,9}):)?(\d{1,12})(?:[.,](\d{1,6}))?$/;
const ISO = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.\d+)?S)?)?$/i;

/** Whole minutes, as the desk keeps them; less than one counts as one. Undefined: it is no duration. */
export function minutesIn(text: string): number | undefined {
  const [, days, hours, minutes, seconds] =
    CLOCK.exec(text) ?? (text.length > 1 ? (ISO.exec(text) ?? []) : []);
  if ([days, hours, minutes, seconds].every((part) => part === undefined)) return undefined;
  const total =
    Number(days ?? 0) * 86_400 +
    Number(hours ?? 0) * 3_600 +
    Number(minutes ?? 0) * 60 +
    Number(seconds ?? 0);
  return total ? Math.max(1, Math.round(total / 60)) : 0;
}

/** A time as Django REST Framework writes it: microseconds where there are any. */
export const momentText = (rfc3339: string): string =>
  rfc3339.replace(/\.(\d{3})Z$/, (_, ms: string) => (ms === '000' ? 'Z' : `.${ms}000Z`));

const MOMENT =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ](\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:[.,](\d{1,6})\d{0,6})?)?\s*(Z|[+-]\d{2}(?::?\d{2})?)?)?$/;

/** Without a zone UTC, of a bare day its midnight. Undefined: it is no time. */
export function momentIn(text: string): Date | undefined {
  const match = MOMENT.exec(text);
  if (!match) return undefined;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map((part) => Number(part ?? 0));
  const time = new Date(Date.UTC(year!, month! - 1, day, hour, minute, second));
  const isReal =
    time.getUTCMonth() === month! - 1 &&
    time.getUTCDate() === day &&
    hour! < 24 &&
    minute! < 60 &&
    second! < 60;
  if (!isReal) return undefined;
  time.setUTCMilliseconds(Number((match[7] ?? '').padEnd(3, '0').slice(0, 3)));
  const [, sign, hours, minutes = '0'] = /^([+-])(\d{2}):?(\d{2})?$/.exec(match[8] ?? '') ?? [];
  const offset = sign ? (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? -1 : 1) : 0;
  return new Date(time.getTime() - offset * 60_000);
}
