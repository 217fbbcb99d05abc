import type { Actor } from '../common/actor.js';
import type { EventCondition, EventResource } from '../events/events.service.js';
import type { PermissionWord } from '../staff-auth/permissions.js';
import type { SettingValues } from '../settings/setting-list.js';
import { marks } from '../database/marks.js';
import { subscriptionsTo, visibleAlternatives } from './ticket.visibility.js';

/** What of a ticket's history its requester is told: nothing of notes, of who works on it, or of words that were changed. */
export const EVENTS_FOR_USERS: readonly string[] = [
  'ticket.opened',
  'ticket.replied',
  'ticket.resolved',
  'ticket.closed',
  'ticket.reopened',
];

/** The word that one must have to hear of such things; what belongs to tickets is seen with its ticket. */
const PERMISSION_OF: Record<Exclude<EventResource, 'ticket' | 'message' | 'attachment'>, PermissionWord> = {
  department: 'departments/read',
  category: 'departments/read',
  escalation_exclusion: 'escalation-exclusions/read',
  tag: 'tags/read',
  custom_field: 'custom-fields/read',
  // Those of others are nobody's but their superiors' business.
  canned_response: 'canned-responses/manage',
  saved_search: 'saved-searches/manage',
  user: 'users/read',
  staff: 'staff/update',
  api_token: 'api-tokens/read',
  settings: 'settings/read',
  mailbox: 'mailboxes/read',
  mail_template: 'mail-templates/read',
  inbound_mail: 'inbound-mails/read',
  outbound_mail: 'outbound-mails/read',
  webhook: 'webhooks/read',
};

/**
 * Which rows of `events e` the actor may see; undefined: all of them. Of a ticket that is gone only those hear who see all
 * tickets.
 */
export function visibleEvents(
  actor: Actor,
  staffVisibility: SettingValues['staff_visibility'],
): EventCondition | undefined {
  const words = Object.entries(PERMISSION_OF);
  const resources = words
    .filter(([, word]) => actor.kind !== 'user' && actor.permissions.has(word))
    .map(([resource]) => resource);
  const alternatives = visibleAlternatives(actor, staffVisibility);
  if (!alternatives && resources.length === words.length) return undefined;
  // By a value, so that the index of the numbers is used and not that of the things.
  const others = resources.length ? `coalesce(e.resource, '') in (${marks(resources)})` : '1 = 0';
  const ofTickets = alternatives
    ? ticketsWhere(alternatives, subscriptionsTo('t.id', actor, staffVisibility))
    : { sql: '1 = 1', parameters: [] };
  const types = actor.kind === 'user' ? EVENTS_FOR_USERS : [];
  const ofTypes = types.length ? ` and e.type in (${marks(types)})` : '';
  return {
    sql: `(${others} or (coalesce(e.resource, '') = 'ticket' and ${ofTickets.sql}${ofTypes}))`,
    parameters: [...resources, ...ofTickets.parameters, ...types],
  };
}

function ticketsWhere(
  alternatives: readonly Record<string, number | undefined>[],
  subscriptions: EventCondition | undefined,
): EventCondition {
  const fits = alternatives.map((columns) =>
    Object.keys(columns)
      .map((column) => `t.${column} = ?`)
      .join(' and '),
  );
  if (subscriptions) fits.push(`${subscriptions.sql} > 0`);
  return {
    // A value and no `exists`: MariaDB would turn that round and read all tickets that fit.
    sql: `(select case when ${fits.join(' or ') || '1 = 0'} then 1 else 0 end from tickets t where t.id = e.resourceId) = 1`,
    parameters: [
      ...alternatives.flatMap((columns) => Object.values(columns)),
      ...(subscriptions?.parameters ?? []),
    ],
  };
}
