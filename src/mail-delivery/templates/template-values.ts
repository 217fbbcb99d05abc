import { escapeHtml } from '../../common/html.js';
import type { Locale } from '../../common/locales.js';
import { sourceOf, translate } from '../../common/texts.js';
import { htmlOf, textOf } from '../../messages/message-body.js';
import type { MessageRow } from '../../messages/messages.service.js';
import { priorityName } from '../../tickets/ticket.priority.js';
import type { TicketRow } from '../../tickets/tickets.queries.js';
import type { Addressee } from '../mail.js';
import { OUTSTANDING_MAX, type Outstanding, type OutstandingRow } from '../outstanding-tickets.js';
import type { MailVariable } from './mail-events.js';
import type { TemplateValue } from './template.js';

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
  /** How the ticket was resolved, where the person may read it. */
  resolution?: TemplateValue;
  /** The user whose secret link to the ticket it may show. */
  linkFor?: number;
  /** A webhook that was switched off. */
  webhook?: { webhook: string; reason: string };
  /** Open tickets of the person. */
  outstanding?: Outstanding;
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
  { person, ticket, message, actor, assignee, category, resolution, webhook, outstanding, link }: MailSubject,
  desk: DeskValues,
  locale: Locale,
): MailValues => ({
  ...desk,
  name: person.name,
  address: person.address,
  ...link,
  ...webhook,
  actor: actor ?? desk.site,
  resolution: resolution ?? '',
  ...(ticket && {
    number: String(ticket.id),
    subject: ticket.subject,
    department: ticket.departmentName,
    status: translate(locale, { key: `words/status.${ticket.status}` }),
    priority: translate(locale, { key: `words/priority.${priorityName(ticket.priority)}` }),
    requester: ticket.requesterName ?? '',
    assignee: assignee ?? '',
    place: category === undefined ? ticket.departmentName : `${ticket.departmentName} / ${category}`,
  }),
  ...(outstanding && { tickets: ticketsOf(outstanding, locale) }),
  ...(message && {
    // The name of an API token is no business of those who get the mail.
    author: ['staff', 'user'].includes(message.authorKind) ? message.authorName : desk.site,
    message: { text: textOf(message), html: htmlOf(message) },
  }),
});

const SAMPLE_OUTSTANDING: Outstanding = {
  assigned: [
    {
      id: 1234,
      subject: 'The printer <smokes>',
      status: 'in_progress',
      priority: 2,
      departmentName: 'Support',
    },
  ],
  created: [],
};

/** Both groups, each with its heading. */
function ticketsOf(outstanding: Outstanding, locale: Locale): { text: string; html: string } {
  const status = (row: OutstandingRow): string => translate(locale, { key: `words/status.${row.status}` });
  const priority = (row: OutstandingRow): string =>
    translate(locale, { key: `words/priority.${priorityName(row.priority)}` });
  const groups = (['assigned', 'created'] as const)
    .map((group) => ({
      heading: translate(locale, { key: `words/outstanding.${group}` }),
      rows: outstanding[group],
    }))
    .filter(({ rows }) => rows.length);
  const lineOf = (row: OutstandingRow): string =>
    `#${row.id} ${row.subject} (${row.departmentName}, ${status(row)}, ${priority(row)})`;
  const linesOf = (rows: readonly OutstandingRow[]): string[] => [
    ...rows.map(lineOf),
    ...(rows.length === OUTSTANDING_MAX ? [translate(locale, { key: 'words/outstanding.more' })] : []),
  ];
  return {
    text: groups.map(({ heading, rows }) => [heading, ...linesOf(rows)].join('\n')).join('\n\n'),
    html: groups
      .map(
        ({ heading, rows }) =>
          `<p><b>${escapeHtml(heading)}</b></p>\n<ul>${linesOf(rows)
            .map((line) => `<li>${escapeHtml(line)}</li>`)
            .join('')}</ul>`,
      )
      .join('\n'),
  };
}

/** For previews: a person, a ticket and a message that nobody has. */
export const sampleValues = (desk: DeskValues, locale: Locale): MailValues => ({
  ...desk,
  name: 'Ada Lovelace',
  address: 'ada@example.com',
  number: '1234',
  subject: sourceOf(locale, 'words/sample.subject'),
  department: 'Support',
  status: sourceOf(locale, 'words/status.in_progress'),
  priority: sourceOf(locale, 'words/priority.high'),
  requester: 'Ada Lovelace',
  author: 'Robin Roe',
  actor: 'Robin Roe',
  assignee: 'Robin Roe',
  place: 'Support / Printers',
  tickets: ticketsOf(SAMPLE_OUTSTANDING, locale),
  link: 'https://desk.example.com/sign-in?token=8JxT2nQdV6',
  token: '8JxT2nQdV6',
  publicUrl: 'https://desk.example.com/ticket/8JxT2nQdV6',
  webhook: 'Chat (https://chat.example.com/hook)',
  reason: 'It answered 500.',
  message: sampleWords(locale),
  resolution: sampleWords(locale),
});

const sampleWords = (locale: Locale): { text: string; html: string } => ({
  text: sourceOf(locale, 'words/sample.text'),
  html: sourceOf(locale, 'words/sample.html'),
});
