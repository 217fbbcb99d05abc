import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { IsDate } from 'class-validator';

/** RFC 3339. */
const DATE_TIME = /^(\d{4}-\d\d-\d\d)T([01]\d|2[0-3]):\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/i;

/** A text like `2026-11-22T09:30:00Z` becomes a Date; anything else is refused, days that no calendar has too. */
export const IsDateTime = (): PropertyDecorator =>
  applyDecorators(
    Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? toDateTime(value) : value)),
    IsDate(),
  );

function toDateTime(text: string): Date | string {
  const day = DATE_TIME.exec(text)?.[1];
  const time = new Date(text);
  if (day === undefined || Number.isNaN(time.getTime())) return text;
  // The parser takes the 30th of February for the 2nd of March.
  const exists = new Date(`${day}T00:00:00Z`).toISOString().startsWith(day);
  // The years that every database can store.
  const storable = time.getUTCFullYear() >= 1000 && time.getUTCFullYear() <= 9999;
  return exists && storable ? time : text;
}
