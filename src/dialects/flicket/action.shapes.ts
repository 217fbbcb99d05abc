import type { Author } from '../../common/actor.js';
import type { CategoryPlace } from '../../departments/categories.service.js';
import type { EventRecord } from '../../events/events.service.js';
import type { TicketStatus } from '../../tickets/ticket.states.js';
import type { FlicketCall } from './flicket-call.js';
import { dateOf } from './flicket.shapes.js';
import { pathOf } from './place.shapes.js';
import { FLICKET_PRIORITIES, STATUSES, numbered, priorityId, statusId } from './numbers.js';

/** Flicket's names for what was done, by the place that each has in the number of an action. */
export const ACTIONS = [
  'assign',
  'claim',
  'release',
  'close',
  'status',
  'priority',
  'department_category',
  'subscribe',
  'unsubscribe',
] as const;
export type ActionName = (typeof ACTIONS)[number];

/** One event may be several actions: the number of an action is that of its event times this, and its place. */
const PLACES = 16;

export class ActionLinksShape {
  actions: string;
  self: string;
}

export class ActionShape {
  /** @example "status" */
  action:
    | 'assign'
    | 'claim'
    | 'release'
    | 'close'
    | 'status'
    | 'priority'
    | 'department_category'
    | 'subscribe'
    | 'unsubscribe';
  /** Of `status`, `priority` and `department_category`: what it became. */
  data: Record<string, string | number | null> | null;
  date: string;
  id: number;
  links: ActionLinksShape;
  /** The last post at that time. */
  post_id: number | null;
  /** Whom it was done to. */
  recipient_id: number | null;
  ticket_id: number;
  /** Null: no member of staff. */
  user_id: number | null;
}

/** What one event of a ticket is in Flicket. */
export interface Action {
  eventId: number;
  name: ActionName;
  ticketId: number;
  data: Record<string, string | number | null> | null;
  recipientId: number | null;
  actor: Author;
  at: Date;
}

type Deed = Pick<Action, 'name'> & Partial<Pick<Action, 'data' | 'recipientId'>>;

/** What an event says by itself; the rest it says by what it changed. */
const BY_TYPE: Readonly<Record<string, ActionName>> = {
  'ticket.claimed': 'claim',
  'ticket.assigned': 'assign',
  'ticket.released': 'release',
  'ticket.subscribed': 'subscribe',
  'ticket.unsubscribed': 'unsubscribe',
};
export const ACTION_EVENTS: readonly string[] = [
  ...Object.keys(BY_TYPE),
  'ticket.replied',
  'ticket.changed',
  'ticket.resolved',
  'ticket.closed',
  'ticket.reopened',
  'ticket.moved',
  'ticket.merged',
  'ticket.escalated',
];

/** Names of departments and categories as they are now. */
export interface PlaceNames {
  departments: ReadonlyMap<number, string>;
  categories: ReadonlyMap<number, CategoryPlace>;
}

/** Where a ticket was before an event moved it, as far as the event does not say. */
export type Home = Pick<CategoryPlace, 'departmentId'> & { categoryId: number | null };

export function actionsOf(event: EventRecord, ticketId: number, home: Home, names: PlaceNames): Action[] {
  const { changes } = event;
  const found: Deed[] = [whoOf(event), ...whatOf(event)].filter((deed) => deed !== undefined);
  if (changes['departmentId'] ?? changes['categoryId'])
    found.push({ name: 'department_category', data: placeData(changes, home, names) });
  const common = { eventId: event.id, ticketId, actor: event.actor, at: event.createdAt };
  return found.map(({ name, data = null, recipientId = null }) => ({ ...common, name, data, recipientId }));
}

/** Who works on it or gets copies of it now. */
function whoOf({ type, changes, details }: EventRecord): Deed | undefined {
  const own = BY_TYPE[type];
  const assigneeId = changes['assigneeId']?.[1] as number | null | undefined;
  if (own === 'assign') return { name: own, recipientId: assigneeId ?? null };
  if (own === 'subscribe' || own === 'unsubscribe')
    return { name: own, recipientId: (details['staffId'] as number | undefined) ?? null };
  if (own) return { name: own };
  if (assigneeId === undefined) return undefined;
  return assigneeId === null ? { name: 'release' } : { name: 'assign', recipientId: assigneeId };
}

/** Status and priority, where a change does not read as none in Flicket; an action that says who says no status. */
function whatOf({ type, changes }: EventRecord): (Deed | undefined)[] {
  const status = BY_TYPE[type]
    ? undefined
    : movedBy(changes['status'], (one) => statusId(one as TicketStatus));
  const priority = movedBy(changes['priority'], (one) => priorityId(one as number));
  return [
    status === undefined
      ? undefined
      : status === statusId('closed')
        ? { name: 'close' }
        : { name: 'status', data: { status: numbered(STATUSES, status).name, status_id: status } },
    priority === undefined
      ? undefined
      : {
          name: 'priority',
          data: { priority: numbered(FLICKET_PRIORITIES, priority).name, priority_id: priority },
        },
  ];
}

function movedBy(
  change: readonly [from: unknown, to: unknown] | undefined,
  idOf: (value: unknown) => number,
): number | undefined {
  return change && idOf(change[0]) !== idOf(change[1]) ? idOf(change[1]) : undefined;
}

function placeData(
  changes: EventRecord['changes'],
  home: Home,
  { departments, categories }: PlaceNames,
): Action['data'] {
  const departmentId = (changes['departmentId']?.[1] as number | undefined) ?? home.departmentId;
  const categoryId = changes['categoryId'] ? (changes['categoryId'][1] as number | null) : home.categoryId;
  const category = categoryId === null ? undefined : categories.get(categoryId);
  const department = departments.get(departmentId) ?? null;
  return {
    category: category?.name ?? null,
    category_id: categoryId,
    department,
    department_category: category ? pathOf(category) : department,
    department_id: departmentId,
  };
}

const actionId = ({ eventId, name }: Action): number => eventId * PLACES + ACTIONS.indexOf(name);

/** The event that an action is part of, and which part. */
export const eventIn = (id: number): { eventId: number; name: ActionName | undefined } => ({
  eventId: Math.floor(id / PLACES),
  name: ACTIONS[id % PLACES],
});

export function actionShape(call: FlicketCall, action: Action, postId: number | null): ActionShape {
  const id = actionId(action);
  return {
    action: action.name,
    data: action.data,
    date: dateOf(action.at),
    id,
    links: { actions: call.url(`actions/${action.ticketId}`), self: call.url(`action/${id}`) },
    post_id: postId,
    recipient_id: action.recipientId,
    ticket_id: action.ticketId,
    user_id: action.actor.kind === 'staff' ? action.actor.id : null,
  };
}
