import { expect, it } from 'vitest';
import { naturalTime } from './natural-time.js';

it.each([
  ['2026-05-10T12:00:00Z', '2026-05-10T12:00:00.900Z', 'now'],
  ['2026-05-10T12:00:00Z', '2026-05-10T12:00:01Z', 'a second ago'],
  ['2026-05-10T12:00:30Z', '2026-05-10T12:00:00Z', '30 seconds from now'],
  ['2026-05-10T12:00:00Z', '2026-05-10T12:01:59Z', 'a minute ago'],
  ['2026-05-10T12:00:00Z', '2026-05-10T12:59:59Z', '59 minutes ago'],
  ['2026-05-10T12:00:00Z', '2026-05-10T13:59:00Z', 'an hour ago'],
  ['2026-05-10T12:00:00Z', '2026-05-11T11:59:59Z', '23 hours ago'],
  ['2026-05-10T12:00:00Z', '2026-05-11T12:00:00Z', '1 day ago'],
  ['2026-05-10T12:00:00Z', '2026-05-11T13:59:00Z', '1 day, 1 hour ago'],
  ['2026-05-10T12:00:00Z', '2026-05-11T12:05:00Z', '1 day ago'],
  ['2026-05-10T12:00:00Z', '2026-05-19T12:00:00Z', '1 week, 2 days ago'],
  // Months are as long as they are.
  ['2026-02-10T12:00:00Z', '2026-03-10T11:59:59Z', '3 weeks, 6 days ago'],
  ['2026-02-10T12:00:00Z', '2026-03-10T12:00:00Z', '1 month ago'],
  ['2026-01-31T12:00:00Z', '2026-03-01T12:00:00Z', '1 month ago'],
  ['2026-01-31T12:00:00Z', '2026-03-08T12:00:00Z', '1 month, 1 week ago'],
  ['2023-03-10T12:00:00Z', '2026-05-10T12:00:00Z', '3 years, 2 months ago'],
  ['2027-05-10T12:00:00Z', '2026-05-10T12:00:00Z', '1 year from now'],
])('says %s, at %s, as Django does', (time, now, words) => {
  expect(naturalTime(time, new Date(now)).replaceAll('\u00a0', ' ')).toBe(words);
});
