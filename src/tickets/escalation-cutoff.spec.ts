import { describe, expect, it } from 'vitest';
import { ZoneCalendar, escalationCutoff } from './escalation-cutoff.js';

const cutoff = (now: string, days: number, excluded: string[] = [], zone = 'UTC'): string | undefined =>
  escalationCutoff(new Date(now), days, new ZoneCalendar(zone), (day) =>
    excluded.includes(day),
  )?.toISOString();

describe('the days until an escalation', () => {
  it('are days of 24 hours', () => {
    expect(cutoff('2026-11-28T10:30:00.000Z', 3)).toBe('2026-11-25T10:30:00.000Z');
    expect(cutoff('2026-11-28T00:00:00.000Z', 1)).toBe('2026-11-27T00:00:00.000Z');
  });

  it('pass over what is excluded, however much that is', () => {
    // A weekend: Friday noon and one day is Monday noon.
    expect(cutoff('2026-11-30T12:00:00.000Z', 1, ['2026-11-28', '2026-11-29'])).toBe(
      '2026-11-27T12:00:00.000Z',
    );
    expect(cutoff('2026-11-30T12:00:00.000Z', 2, ['2026-11-29', '2026-11-27'])).toBe(
      '2026-11-26T12:00:00.000Z',
    );
    expect(cutoff('2026-11-28T12:00:00.000Z', 1, ['2026-11-20'])).toBe('2026-11-27T12:00:00.000Z');
  });

  it('end on no day that is excluded itself', () => {
    expect(cutoff('2026-11-28T12:00:00.000Z', 1, ['2026-11-28'])).toBeUndefined();
    expect(cutoff('2026-11-29T00:00:00.000Z', 1, ['2026-11-28'])).toBe('2026-11-27T00:00:00.000Z');
  });

  it('begin and end by the clocks of the desk, also when these are changed', () => {
    // In Paris the 28th begins at 23:00 UTC.
    expect(cutoff('2026-11-27T22:59:00.000Z', 1, ['2026-11-28'], 'Europe/Paris')).toBe(
      '2026-11-26T22:59:00.000Z',
    );
    expect(cutoff('2026-11-27T23:00:00.000Z', 1, ['2026-11-28'], 'Europe/Paris')).toBeUndefined();
    // The 25th of October has 25 hours there, the 29th of March 23.
    expect(cutoff('2026-10-26T10:00:00.000Z', 1, ['2026-10-25'], 'Europe/Paris')).toBe(
      '2026-10-24T09:00:00.000Z',
    );
    expect(cutoff('2026-03-30T10:00:00.000Z', 1, ['2026-03-29'], 'Europe/Paris')).toBe(
      '2026-03-28T11:00:00.000Z',
    );
    // In Santiago clocks are put forward at midnight of the 6th of September.
    expect(cutoff('2026-09-07T12:00:00.000Z', 1, ['2026-09-06'], 'America/Santiago')).toBe(
      '2026-09-05T13:00:00.000Z',
    );
  });
});
