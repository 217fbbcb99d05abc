import { TICKET_EVENTS, type TicketEvent } from '../tickets/ticket-events.js';

/** What a webhook may ask for: everything that the history of a ticket knows. Notes have an event of their own. */
export type WebhookEvent = TicketEvent;
export const WEBHOOK_EVENTS = Object.keys(TICKET_EVENTS) as WebhookEvent[];

/** A delivery that somebody asked for, to see whether it arrives. */
export const PING = 'ping';
