import { ADMIN, ANN, DEPARTMENT, OTHER, type AgreementDesk, type Json } from './desk.js';
import { escaped, inHtml, isTagged, oneLine, pythonStrip, unescaped } from './texts.js';

/** What somebody has to say, before a dialect has said it. */
export interface Matter {
  subject: string;
  body: string;
  reply: string;
  /** Django's number. */
  priority: number;
  hasRequester: boolean;
  isAssigned: boolean;
  /** UTC, whole minutes. */
  due: Date | null;
}

type Format = 'text' | 'html' | 'markdown';

/** Words as a dialect must have kept them; of HTML that nobody cleaned before it was sent, only that it is HTML. */
export interface Kept {
  format: Format;
  words?: string;
}

export interface Writer {
  name: string;
  /** @returns the id of the ticket */
  open: (desk: AgreementDesk, matter: Matter) => Promise<number>;
  /** A public reply of staff. */
  reply?: (desk: AgreementDesk, id: number, matter: Matter) => Promise<unknown>;
  subject: (typed: string) => string;
  body: (typed: string) => Kept;
  /** What of the matter it has a word for. */
  says: (matter: Matter) => Json;
}

const PRIORITIES = ['critical', 'high', 'normal', 'low', 'very_low'];
const asTyped = (typed: string): string => typed;

const native = (format: Format): Writer => ({
  name: `the native API, as ${format},`,
  open: async (desk, { subject, body, priority, hasRequester, isAssigned, due }) =>
    (
      await desk.native('POST', '/tickets', {
        departmentId: DEPARTMENT.id,
        subject,
        body,
        bodyFormat: format,
        priority: PRIORITIES[priority - 1],
        ...(hasRequester && { requester: { email: ANN.email.toLowerCase(), fullName: 'Another' } }),
        ...(isAssigned && { assigneeId: OTHER }),
        dueAt: due,
      })
    ).id,
  reply: (desk, id, { reply }) =>
    desk.native('POST', `/tickets/${id}/messages`, { body: reply, bodyFormat: format }),
  subject: asTyped,
  body: (words) => ({ format, ...(format !== 'html' && { words }) }),
  says: (matter) => ({ ...saysAll(matter), openedById: null }),
});

const saysAll = ({ priority, hasRequester, isAssigned, due }: Matter): object => ({
  priority: PRIORITIES[priority - 1],
  requesterId: hasRequester ? ANN.id : null,
  assigneeId: isAssigned ? OTHER : null,
  dueAt: due?.toISOString() ?? null,
  openedById: ADMIN,
});

const helpdeskz: Writer = {
  name: 'HelpDeskZ',
  open: async (desk, { subject, body }) =>
    (
      await desk.helpdeskz('POST', '/tickets/create', {
        opener: 'user',
        user_id: String(ANN.id),
        department_id: String(DEPARTMENT.id),
        subject,
        body: `<p>${escaped(body)}</p>`,
      })
    ).ticket_id,
  reply: (desk, id, { reply }) =>
    desk.helpdeskz('POST', '/messages/create', {
      ticket_id: String(id),
      replier: 'staff',
      staff_id: String(ADMIN),
      message: `<p>${escaped(reply)}</p>`,
    }),
  subject: asTyped,
  body: (typed) => ({ format: 'html', words: `<p>${inHtml(typed)}</p>` }),
  says: () => ({ priority: 'normal', requesterId: ANN.id, assigneeId: null, dueAt: null, openedById: null }),
};

const django: Writer = {
  name: 'django-helpdesk',
  open: async (desk, { subject, body, priority, hasRequester, isAssigned, due }) =>
    (
      await desk.django('POST', '/tickets/', {
        queue: DEPARTMENT.id,
        title: subject,
        description: body,
        priority,
        ...(hasRequester && { submitter_email: ANN.email.toUpperCase() }),
        ...(isAssigned && { assigned_to: OTHER }),
        due_date: due,
      })
    ).id,
  reply: (desk, ticket, { reply }) =>
    desk.django('POST', '/followups/', { ticket, comment: reply, public: true }),
  subject: pythonStrip,
  body: (typed) => ({ format: 'text', words: pythonStrip(typed) }),
  says: saysAll,
};

const jutda: Writer = {
  name: 'Jutda',
  open: async (desk, { subject, body, priority, hasRequester, isAssigned, due }) =>
    Number(
      await desk.jutda('create_ticket', {
        queue: String(DEPARTMENT.id),
        title: subject,
        body,
        priority: String(priority),
        ...(hasRequester && { submitter_email: ANN.email }),
        ...(isAssigned && { assigned_to: await desk.jutda('find_user', { username: 'bob' }) }),
        ...(due && { due_date: due.toISOString().slice(0, 16).replace('T', ' ') }),
      }),
    ),
  reply: (desk, id, { reply }) =>
    desk.jutda('add_followup', { ticket: String(id), message: reply, public: 'y' }),
  subject: (typed) => typed.trim(),
  body: (words) => (isTagged(words) ? { format: 'html' } : { format: 'text', words }),
  says: saysAll,
};

const flicket: Writer = {
  name: 'Flicket',
  open: async (desk, { subject, body, priority }) =>
    (
      await desk.flicket('POST', '/tickets', {
        title: subject,
        content: body,
        category_id: desk.category,
        ticket_priority_id: flicketPriority(priority),
      })
    ).id,
  subject: oneLine,
  body: (words) => ({ format: 'markdown', words }),
  says: ({ priority }) => ({
    priority: ['low', 'normal', 'high'][flicketPriority(priority) - 1],
    requesterId: null,
    assigneeId: null,
    dueAt: null,
    openedById: ADMIN,
  }),
};

const flicketPriority = (priority: number): number => [3, 3, 2, 1, 1][priority - 1]!;

export const WRITERS: readonly Writer[] = [
  native('text'),
  native('markdown'),
  native('html'),
  helpdeskz,
  django,
  jutda,
  flicket,
];

/** The same of a native message. */
export const keptIn = ({ bodyFormat, body }: Json): Required<Kept> => ({
  format: bodyFormat,
  words: bodyFormat === 'html' ? unescaped(body) : body,
});
