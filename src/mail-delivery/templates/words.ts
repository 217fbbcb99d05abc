import type { Locale } from '../../common/locales.js';
import type { Priority } from '../../tickets/ticket.priority.js';
import type { TicketStatus } from '../../tickets/ticket.states.js';

interface Words {
  status: Record<TicketStatus, string>;
  priority: Record<Priority, string>;
  yes: string;
  no: string;
  /** Over the tickets of a person, and what stands under a list that goes on. */
  outstanding: { assigned: string; created: string; more: string };
}

/** What people call a status and a priority. */
export const WORDS: Record<Locale, Words> = {
  en: {
    status: {
      open: 'open',
      reopened: 'reopened',
      answered: 'answered',
      awaiting_reply: 'awaiting a reply',
      in_progress: 'in progress',
      resolved: 'resolved',
      closed: 'closed',
      duplicate: 'duplicate',
    },
    priority: { critical: 'critical', high: 'high', normal: 'normal', low: 'low', very_low: 'very low' },
    yes: 'yes',
    no: 'no',
    outstanding: { assigned: 'To work on', created: 'Opened by you', more: 'and more' },
  },
  fr: {
    status: {
      open: 'ouvert',
      reopened: 'rouvert',
      answered: 'répondu',
      awaiting_reply: 'en attente de réponse',
      in_progress: 'en cours',
      resolved: 'résolu',
      closed: 'clos',
      duplicate: 'doublon',
    },
    priority: {
      critical: 'critique',
      high: 'haute',
      normal: 'normale',
      low: 'basse',
      very_low: 'très basse',
    },
    yes: 'oui',
    no: 'non',
    outstanding: { assigned: 'À traiter', created: 'Ouverts par vous', more: 'et d’autres' },
  },
};
