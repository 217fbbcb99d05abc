import { describe, expect, it } from 'vitest';
import { overdueAt, type DeadlineParts } from './ticket.overdue.js';
import { TICKET_STATUSES } from './ticket.states.js';

const ticket: DeadlineParts = {
  status: 'open',
  onHold: false,
  dueAt: null,
  lastMessageAt: new Date('2026-11-20T10:00:00Z'),
};

describe('a ticket is overdue', () => {
  it('so many hours after the last public message, when it waits for the desk', () => {
    const after = TICKET_STATUSES.map((status) => [status, overdueAt({ ...ticket, status }, 48) !== null]);
    expect(Object.fromEntries(after)).toEqual({
      open: true,
      reopened: true,
      awaiting_reply: true,
      in_progress: true,
      answered: false,
      resolved: false,
      closed: false,
      duplicate: false,
    });
    expect(overdueAt(ticket, 48)).toEqual(new Date('2026-11-22T10:00:00Z'));
  });

  it('from its due date on, where it has one, be that sooner or later', () => {
    for (const day of ['2026-11-20T11:00:00Z', '2027-03-01T00:00:00Z']) {
      const dueAt = new Date(day);
      expect(overdueAt({ ...ticket, dueAt }, 48)).toEqual(dueAt);
      expect(overdueAt({ ...ticket, dueAt, status: 'answered' }, 48)).toBeNull();
    }
  });

  it('never while it is on hold', () => {
    expect(overdueAt({ ...ticket, onHold: true, dueAt: new Date(0) }, 48)).toBeNull();
  });
});
