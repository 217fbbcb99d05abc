import { seesAllDepartments, type Actor } from '../common/actor.js';
import type { SettingValues } from '../settings/setting-list.js';

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
 * One alternative more that is no column: staff also see what they asked to subscribe to. The member of staff whose subscriptions
 * count; undefined: nobody's.
 */
export const subscriptionsSeen = (actor: Actor, staffVisibility: StaffVisibility): number | undefined =>
  actor.kind === 'staff' && visibleAlternatives(actor, staffVisibility) ? actor.id : undefined;

/** `isSubscribed`: whether the actor, a member of staff, gets copies of it. */
export function canSee(
  actor: Actor,
  ticket: VisibleParts,
  staffVisibility: StaffVisibility,
  isSubscribed = false,
): boolean {
  if (isSubscribed && actor.kind === 'staff') return true;
  const alternatives = visibleAlternatives(actor, staffVisibility);
  if (!alternatives) return true;
  return alternatives.some((columns) =>
    Object.entries(columns).every(([column, value]) => ticket[column as keyof VisibleParts] === value),
  );
}
