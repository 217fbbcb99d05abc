import type { JutdaForm } from './jutda-form.js';

const DATE_TIME = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2}))?)?$/;

/** UTC. Null: the form names none; undefined: it names something that is no date. */
export function dueDateIn(form: JutdaForm): Date | null | undefined {
  const parts = ['due_date_year', 'due_date_month', 'due_date_day'].map((name) => form.filled(name));
  const text = form.filled('due_date')?.trim() ?? (parts.some(Boolean) ? parts.join('-') : undefined);
  return text === undefined ? null : timeIn(text);
}

/** Undefined: it is no time. */
export function timeIn(text: string): Date | undefined {
  const match = DATE_TIME.exec(text);
  if (!match) return undefined;
  const [year, month, day, hour = 0, minute = 0, second = 0] = match
    .slice(1)
    .map((part) => Number(part ?? 0));
  const date = new Date(Date.UTC(year!, month! - 1, day, hour, minute, second));
  // The 31st of February is no date, although it can be reckoned with.
  const isSame = date.getUTCMonth() === month! - 1 && date.getUTCDate() === day;
  return isSame && hour < 24 && minute < 60 && second < 60 ? date : undefined;
}
