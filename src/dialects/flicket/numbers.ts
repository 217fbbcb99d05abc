import { PRIORITIES, type Priority } from '../../tickets/ticket.priority.js';
import type { TicketStatus } from '../../tickets/ticket.states.js';
import { notFound } from './flicket.errors.js';

/** Something that Flicket has a fixed number for. */
export interface Numbered {
  id: number;
  name: string;
}

/** Flicket's statuses by their numbers, which its clients have written into them. */
export const STATUSES: readonly Numbered[] = [
  { id: 1, name: 'Open' },
  { id: 2, name: 'Closed' },
  { id: 3, name: 'In Work' },
  { id: 4, name: 'Awaiting Information' },
];

const STATUS_IDS: Record<TicketStatus, number> = {
  open: 1,
  reopened: 1,
  awaiting_reply: 1,
  in_progress: 3,
  answered: 4,
  resolved: 2,
  closed: 2,
  duplicate: 2,
};

export const statusId = (status: TicketStatus): number => STATUS_IDS[status];

const OURS: readonly { id: number; name: string; priority: Priority }[] = [
  { id: 1, name: 'low', priority: 'low' },
  { id: 2, name: 'medium', priority: 'normal' },
  { id: 3, name: 'high', priority: 'high' },
];

export const FLICKET_PRIORITIES: readonly Numbered[] = OURS.map(({ id, name }) => ({ id, name }));

/** Undefined: there is no such number. */
export const priorityOf = (id: number): Priority | undefined => OURS.find((one) => one.id === id)?.priority;

/** Of a stored priority: what lies beyond Flicket's three reads as the nearest of them. */
export const priorityId = (stored: number): number =>
  stored <= PRIORITIES.high ? 3 : stored === PRIORITIES.normal ? 2 : 1;

/** @throws FlicketRefusal: 404 */
export function numbered(list: readonly Numbered[], id: number): Numbered {
  const found = list.find((one) => one.id === id);
  if (!found) throw notFound();
  return found;
}
