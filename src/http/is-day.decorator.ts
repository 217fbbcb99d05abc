import { ValidateBy } from 'class-validator';

const DAY = /^[1-9]\d{3}-\d\d-\d\d$/;

/** A day of the calendar, like `2026-12-25`; one that no calendar has is refused. */
export const IsDay = (): PropertyDecorator =>
  ValidateBy({
    name: 'isDay',
    validator: {
      validate: (value) => typeof value === 'string' && isDay(value),
    },
  });

function isDay(text: string): boolean {
  if (!DAY.test(text)) return false;
  const time = new Date(`${text}T00:00:00Z`);
  // The parser takes the 30th of February for the 2nd of March.
  return !Number.isNaN(time.getTime()) && time.toISOString().startsWith(text);
}
