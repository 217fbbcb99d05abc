/**
 * What a member of staff may be told by mail. `own` tickets are those assigned to them or subscribed to by them,
 * `department` tickets those of their departments.
 */
export const STAFF_NOTIFICATIONS = [
  'department_ticket_opened',
  'department_ticket_replied',
  'own_ticket_replied',
  'own_ticket_noted',
  'own_ticket_changed',
  'own_ticket_escalated',
  'ticket_assigned',
] as const;
export type StaffNotification = (typeof STAFF_NOTIFICATIONS)[number];
