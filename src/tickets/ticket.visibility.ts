import { seesAllDepartments, type Actor } from '../common/actor.js';
import type { SettingValues } from '../settings/setting-list.js';
import type { Sql } from './ids-first.js';

/** What of a ticket decides who may see it. */
export interface VisibleParts {
  departmentId: number;
  requesterId: number | null;
  assigneeId: number | null;
  openedById: number | null;
}

type StaffVisibility = SettingValues['staff_visibility'];

/**
 * The one rule of who sees what, as alternatives: a ticket is seen when all columns of one alternative have the given
 * values. `undefined` means every ticket. Lists read one index per alternative and merge; `canSee` asks the same data.
 */
export function visibleAlternatives(
  actor: Actor,
  staffVisibility: StaffVisibility,
): Partial<Record<keyof VisibleParts, number>>[] | undefined {
  if (seesAllDepartments(actor)) return undefined;
  if (actor.kind === 'user') return [{ requesterId: actor.id }];
  if (actor.kind !== 'staff') return [];
  if (staffVisibility === 'all') return undefined;
  return [
    ...actor.departmentIds.map((departmentId) => ({ departmentId })),
    { assigneeId: actor.id },
    { openedById: actor.id },
  ];
}

/**
 * One alternative more that is no column: staff also see what they asked to subscribe to, users what they get copies of and may view.
 * Each is one range of an index of `subscribers s`; none: nobody's subscriptions count.
 */
export function subscriptionsSeen(actor: Actor, staffVisibility: StaffVisibility): Sql[] {
  if (actor.kind === 'user')
    return [
      { sql: 's.userId = ? and s.canView = 1', parameters: [actor.id] },
      { sql: `s.addressKey = ${OWN_ADDRESS} and s.canView = 1`, parameters: [actor.id] },
    ];
  return actor.kind === 'staff' && visibleAlternatives(actor, staffVisibility)
    ? [{ sql: 's.staffId = ? and s.automatic = 0', parameters: [actor.id] }]
    : [];
}

/** Of the user with this id: what a bare address is compared with. */
export const OWN_ADDRESS = '(select emailKey from users where id = ?)';

/** How many subscriptions show the actor the ticket with this id, as a value; undefined: none ever does. */
export function subscriptionsTo(
  ticketId: string,
  actor: Actor,
  staffVisibility: StaffVisibility,
): Sql | undefined {
  const seen = subscriptionsSeen(actor, staffVisibility);
  if (!seen.length) return undefined;
  const ways = seen.map(({ sql }) => `(${sql})`).join(' or ');
  return {
    sql: `(select count(*) from subscribers s where s.ticketId = ${ticketId} and (${ways}))`,
    parameters: seen.flatMap(({ parameters }) => parameters),
  };
}

/** `isSubscribed`: whether a subscription shows it to the actor. */
export function canSee(
  actor: Actor,
  ticket: VisibleParts,
  staffVisibility: StaffVisibility,
  isSubscribed = false,
): boolean {
  if (isSubscribed) return true;
  const alternatives = visibleAlternatives(actor, staffVisibility);
  if (!alternatives) return true;
  return alternatives.some((columns) =>
    Object.entries(columns).every(([column, value]) => ticket[column as keyof VisibleParts] === value),
  );
}
