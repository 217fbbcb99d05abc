import type { Locale } from '../../common/locales.js';
import { htmlOf, textOf } from '../../messages/message-body.js';
import type { MessageRow } from '../../messages/messages.service.js';
import { priorityName } from '../../tickets/ticket.priority.js';
import type { TicketRow } from '../../tickets/tickets.queries.js';
import type { Addressee } from '../mail.js';
import type { MailVariable } from './mail-events.js';
import type { TemplateValue } from './template.js';
import { WORDS } from './words.js';

/** What a mail is about. */
export interface MailSubject {
  /** Whom it addresses. */
  person: Addressee;
  ticket?: TicketRow;
  message?: MessageRow;
  /** Who made a change; absent: the desk. */
  actor?: string;
  /** Who works on it, by name. */
  assignee?: string;
  /** The name of its category. */
  category?: string;
  /** A webhook that was switched off. */
  webhook?: { webhook: string; reason: string };
  /** A one-time link, whole and by its token. */
  link?: { link: string; token: string };
}

export interface DeskValues {
  site: string;
  siteUrl: string;
}

export type MailValues = Partial<Record<MailVariable, TemplateValue>>;

/** The values that templates show of it, in this language. */
export const valuesOf = (
  { person, ticket, message, actor, assignee, category, webhook, link }: MailSubject,
  desk: DeskValues,
  locale: Locale,
): MailValues => ({
  ...desk,
  name: person.name,
  address: person.address,
  ...link,
  ...webhook,
  actor: actor ?? desk.site,
  ...(ticket && {
    number: String(ticket.id),
    subject: ticket.subject,
    department: ticket.departmentName,
    status: WORDS[locale].status[ticket.status],
    priority: WORDS[locale].priority[priorityName(ticket.priority)],
    requester: ticket.requesterName ?? '',
    assignee: assignee ?? '',
    place: category === undefined ? ticket.departmentName : `${ticket.departmentName} / ${category}`,
  }),
  ...(message && {
    // The name of an API token is no business of those who get the mail.
    author: ['staff', 'user'].includes(message.authorKind) ? message.authorName : desk.site,
    message: { text: textOf(message), html: htmlOf(message) },
  }),
});

/** For previews: a person, a ticket and a message that nobody has. */
export const sampleValues = (desk: DeskValues, locale: Locale): MailValues => ({
  ...desk,
  name: 'Ada Lovelace',
  address: 'ada@example.com',
  number: '1234',
  subject: locale === 'fr' ? 'L’imprimante <fume>' : 'The printer <smokes>',
  department: 'Support',
  status: WORDS[locale].status.in_progress,
  priority: WORDS[locale].priority.high,
  requester: 'Ada Lovelace',
  author: 'Robin Roe',
  actor: 'Robin Roe',
  assignee: 'Robin Roe',
  place: 'Support / Printers',
  link: 'https://desk.example.com/sign-in?token=8JxT2nQdV6',
  token: '8JxT2nQdV6',
  webhook: 'Chat (https://chat.example.com/hook)',
  reason: 'It answered 500.',
  message:
    locale === 'fr'
      ? {
          text: 'Bonjour,\n\nessayez de l’éteindre.',
          html: '<p>Bonjour,</p>\n<p>essayez de l’<b>éteindre</b>.</p>',
        }
      : {
          text: 'Hello,\n\ntry to switch it off.',
          html: '<p>Hello,</p>\n<p>try to switch it <b>off</b>.</p>',
        },
});
