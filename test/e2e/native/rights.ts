import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { PNG } from '../../support/files.js';
import { type Answer, type Call, type Client, type Json, TOKENS, file, next } from './client.js';
import { expectProblem } from './conventions.js';
import { latestEvent } from './events.js';
import { sentMail } from './mails.js';

/**
 * Who calls: an administrator, a superuser, staff of the ticket's department, staff of another one, a program that may
 * all, one that may nothing, and nobody.
 */
const CALLERS = ['admin', 'susan', 'alice', 'bob', TOKENS.all, TOKENS.none, null] as const;

const EVERYBODY = '200 200 200 200 200 403 401';
const ADMINS = '200 403 403 403 200 403 401';
const ADMINS_CREATE = '201 403 403 403 201 403 401';
const ADMINS_DELETE = '204 403 403 403 204 403 401';
/** There is none of these: they are told so. */
const ADMINS_NONE = '404 403 403 403 404 403 401';
const SUPERUSERS = '200 200 403 403 200 403 401';
/** Of a ticket of another department nobody learns that it exists. */
const SEEN = '200 200 200 404 200 403 401';
const OWN_ACCOUNT = '200 200 200 200 403 403 401';
const OWN_ACCOUNT_FAULTY = '422 422 422 422 403 403 401';
const OWN_ACCOUNT_NONE = '404 404 404 404 403 403 401';
const USERS_ONLY = '403 403 403 403 403 403 401';

/** A body that is a form with this picture. */
const PICTURE = { picture: PNG };

/** Every route, with a body that is right for it and the status that each caller gets. */
const ROUTES: Record<string, [statuses: string, body?: () => unknown]> = {
  'GET /healthz': ['200 200 200 200 200 200 200'],
  'GET /readyz': ['200 200 200 200 200 200 200'],
  'GET /metrics': [ADMINS],

  'POST /api/v1/auth/login': ['422 422 422 422 422 422 422', () => ({})],
  'POST /api/v1/auth/two-factor': ['422 422 422 422 422 422 422', () => ({})],
  'POST /api/v1/auth/refresh': ['422 422 422 422 422 422 422', () => ({})],
  'POST /api/v1/auth/forgot-password': ['422 422 422 422 422 422 422', () => ({})],
  'POST /api/v1/auth/reset-password': ['422 422 422 422 422 422 422', () => ({})],
  'POST /api/v1/auth/two-factor/setup': [OWN_ACCOUNT],
  'POST /api/v1/auth/two-factor/enable': [OWN_ACCOUNT_FAULTY, () => ({})],
  'POST /api/v1/auth/two-factor/disable': [OWN_ACCOUNT_FAULTY, () => ({})],
  'POST /api/v1/auth/two-factor/recovery-codes': [OWN_ACCOUNT_FAULTY, () => ({})],
  'GET /api/v1/auth/sessions': [OWN_ACCOUNT],
  'DELETE /api/v1/auth/sessions/{id}': [OWN_ACCOUNT_NONE],
  'POST /api/v1/auth/logout-everywhere': ['204 204 204 204 403 403 401'],
  'GET /api/v1/auth/app-passwords': [OWN_ACCOUNT],
  'POST /api/v1/auth/app-passwords': ['201 201 201 201 403 403 401', () => ({ name: 'A program' })],
  'DELETE /api/v1/auth/app-passwords/{id}': [OWN_ACCOUNT_NONE],
  'POST /api/v1/auth/logout': ['204 204 204 204 403 403 401'],
  'GET /api/v1/auth/me': [OWN_ACCOUNT],
  'PATCH /api/v1/auth/me': [OWN_ACCOUNT, () => ({})],
  'PUT /api/v1/auth/me/avatar': ['200 200 200 200 403 403 401', () => PICTURE],
  'DELETE /api/v1/auth/me/avatar': ['204 204 204 204 403 403 401'],
  'PATCH /api/v1/auth/me/password': [OWN_ACCOUNT_FAULTY, () => ({})],

  'POST /api/v1/user-auth/login': ['422 422 422 422 422 422 422', () => ({})],
  'POST /api/v1/user-auth/link': ['422 422 422 422 422 422 422', () => ({})],
  'POST /api/v1/user-auth/link/redeem': ['422 422 422 422 422 422 422', () => ({})],
  'POST /api/v1/user-auth/refresh': ['422 422 422 422 422 422 422', () => ({})],
  'POST /api/v1/user-auth/logout': [USERS_ONLY],
  'GET /api/v1/user-auth/me': [USERS_ONLY],
  'PATCH /api/v1/user-auth/me': [USERS_ONLY, () => ({})],
  'PATCH /api/v1/user-auth/me/password': [USERS_ONLY, () => ({})],

  'GET /api/v1/departments': [EVERYBODY],
  'POST /api/v1/departments': ['201 201 403 403 201 403 401', () => ({ name: 'New' })],
  'GET /api/v1/departments/{id}': [EVERYBODY],
  'PATCH /api/v1/departments/{id}': [SUPERUSERS, () => ({ name: 'Renamed' })],
  'DELETE /api/v1/departments/{id}': ['204 204 403 403 204 403 401'],
  'GET /api/v1/departments/{id}/members': [EVERYBODY],
  'PUT /api/v1/departments/{id}/members': [SUPERUSERS, () => ({ staffIds: [] })],

  'GET /api/v1/departments/{id}/categories': [EVERYBODY],
  'POST /api/v1/departments/{id}/categories': ['201 201 403 403 201 403 401', () => ({ name: 'New' })],
  'GET /api/v1/departments/{id}/categories/{categoryId}': [EVERYBODY],
  'PATCH /api/v1/departments/{id}/categories/{categoryId}': [SUPERUSERS, () => ({ name: 'Renamed' })],
  'DELETE /api/v1/departments/{id}/categories/{categoryId}': ['204 204 403 403 204 403 401'],

  'GET /api/v1/escalation-exclusions': [EVERYBODY],
  'POST /api/v1/escalation-exclusions': [ADMINS_CREATE, () => ({ name: 'A day', date: '2020-12-25' })],
  'GET /api/v1/escalation-exclusions/{id}': [EVERYBODY],
  'PATCH /api/v1/escalation-exclusions/{id}': [ADMINS, () => ({ name: 'Another day' })],
  'DELETE /api/v1/escalation-exclusions/{id}': [ADMINS_DELETE],

  'GET /api/v1/tags': [EVERYBODY],
  'POST /api/v1/tags': ['201 201 201 201 201 403 401', () => ({ name: `tag${next()}` })],
  'GET /api/v1/tags/{id}': [EVERYBODY],
  'PATCH /api/v1/tags/{id}': [SUPERUSERS, () => ({ colour: '#123456' })],
  'DELETE /api/v1/tags/{id}': ['204 204 403 403 204 403 401'],

  'GET /api/v1/custom-fields': [EVERYBODY],
  'POST /api/v1/custom-fields': [ADMINS_CREATE, () => customField()],
  'GET /api/v1/custom-fields/{id}': [EVERYBODY],
  'PATCH /api/v1/custom-fields/{id}': [ADMINS, () => ({ label: 'Renamed' })],
  'DELETE /api/v1/custom-fields/{id}': [ADMINS_DELETE],

  // Those that are tried are shared: staff use them, and change their own alone.
  'GET /api/v1/canned-responses': [EVERYBODY],
  'POST /api/v1/canned-responses': ['201 201 201 201 201 403 401', () => ({ name: 'New', body: 'Hello.' })],
  'GET /api/v1/canned-responses/{id}': [EVERYBODY],
  'GET /api/v1/canned-responses/{id}/preview': ['422 422 422 422 422 403 401'],
  'PATCH /api/v1/canned-responses/{id}': [SUPERUSERS, () => ({ name: 'Renamed' })],
  'DELETE /api/v1/canned-responses/{id}': ['204 204 403 403 204 403 401'],
  'GET /api/v1/saved-searches': [EVERYBODY],
  'POST /api/v1/saved-searches': ['201 201 201 201 201 403 401', () => ({ name: 'New', query: {} })],
  'GET /api/v1/saved-searches/{id}': [EVERYBODY],
  'GET /api/v1/saved-searches/{id}/tickets': [EVERYBODY],
  'PATCH /api/v1/saved-searches/{id}': [SUPERUSERS, () => ({ name: 'Renamed' })],
  'DELETE /api/v1/saved-searches/{id}': ['204 204 403 403 204 403 401'],

  'GET /api/v1/users': [EVERYBODY],
  'POST /api/v1/users': ['201 201 201 201 201 403 401', () => person()],
  'GET /api/v1/users/{id}': [EVERYBODY],
  'PATCH /api/v1/users/{id}': [EVERYBODY, () => ({ fullName: 'Renamed' })],
  'DELETE /api/v1/users/{id}': [ADMINS_DELETE],

  'GET /api/v1/users/export': [ADMINS],
  'POST /api/v1/users/import': [ADMINS, () => ({ users: [], dryRun: true })],
  'POST /api/v1/users/{id}/merge': [SUPERUSERS, () => ({ intoUserId: ANN })],
  'GET /api/v1/users/{id}/export': [ADMINS],
  'POST /api/v1/users/{id}/erase': [ADMINS_DELETE],

  'GET /api/v1/staff': [EVERYBODY],
  'POST /api/v1/staff': [ADMINS_CREATE, () => account()],
  'GET /api/v1/staff/{id}': [EVERYBODY],
  'PATCH /api/v1/staff/{id}': [ADMINS, () => ({ role: 'superuser' })],
  'DELETE /api/v1/staff/{id}': [ADMINS_DELETE],
  'PUT /api/v1/staff/{id}/avatar': [ADMINS, () => PICTURE],
  'DELETE /api/v1/staff/{id}/avatar': [ADMINS_DELETE],
  // Who has the address, which is a hash, needs no more.
  'GET /api/v1/avatars/{sha256}': ['404 404 404 404 404 404 404'],
  'GET /api/v1/staff/{id}/sessions': [ADMINS],
  'DELETE /api/v1/staff/{id}/sessions': [ADMINS_DELETE],
  'DELETE /api/v1/staff/{id}/sessions/{sessionId}': [ADMINS_NONE],
  'POST /api/v1/staff/{id}/two-factor/reset': [ADMINS_DELETE],

  'GET /api/v1/api-tokens': [ADMINS],
  'POST /api/v1/api-tokens': [ADMINS_CREATE, () => ({ name: 'New', permissions: ['users/delete'] })],
  'GET /api/v1/api-tokens/{id}': [ADMINS],
  'PATCH /api/v1/api-tokens/{id}': [ADMINS, () => ({ permissions: ['users/delete'] })],
  'POST /api/v1/api-tokens/{id}/rotate': [ADMINS],
  'DELETE /api/v1/api-tokens/{id}': [ADMINS_DELETE],

  'GET /api/v1/settings/public': ['200 200 200 200 200 200 200'],
  // Who has the token needs no more.
  'GET /api/v1/public/tickets/{token}': ['404 404 404 404 404 404 404'],
  'GET /api/v1/public/tickets/{token}/messages': ['404 404 404 404 404 404 404'],
  'POST /api/v1/public/tickets/{token}/messages': ['404 404 404 404 404 404 404', () => ({ body: 'Hello?' })],
  'POST /api/v1/public/tickets': ['422 422 422 422 422 422 422', () => ({})],

  'GET /api/v1/permissions': [EVERYBODY],
  'GET /api/v1/settings': [ADMINS],
  // A program has no address of its own.
  'POST /api/v1/settings/test-mail': ['200 403 403 403 422 403 401'],
  'PATCH /api/v1/settings': [ADMINS, () => ({ staff_visibility: 'departments' })],

  'GET /api/v1/mailboxes': [ADMINS],
  'POST /api/v1/mailboxes': [ADMINS_CREATE, () => mailbox()],
  'GET /api/v1/mailboxes/{id}': [ADMINS],
  'PATCH /api/v1/mailboxes/{id}': [ADMINS, () => ({ name: 'Renamed' })],
  'DELETE /api/v1/mailboxes/{id}': [ADMINS_DELETE],
  'POST /api/v1/mailboxes/{id}/test': [ADMINS],
  'POST /api/v1/mailboxes/{id}/poll': ['409 403 403 403 409 403 401'],

  'GET /api/v1/inbound-mails': [ADMINS],
  'GET /api/v1/inbound-mails/{id}': [ADMINS_NONE],
  'GET /api/v1/inbound-mails/{id}/raw': [ADMINS_NONE],
  'POST /api/v1/inbound-mails/{id}/move': [ADMINS_NONE, () => ({ ticketId: 1 })],
  'POST /api/v1/inbound-mails/{id}/reprocess': [ADMINS_NONE],
  'GET /api/v1/outbound-mails': [ADMINS],
  'GET /api/v1/outbound-mails/{id}': [ADMINS],
  'GET /api/v1/outbound-mails/{id}/raw': [ADMINS],
  // It is sent already: nothing is left to do, but they were asked.
  'POST /api/v1/outbound-mails/{id}/retry': ['409 403 403 403 409 403 401'],
  'POST /api/v1/outbound-mails/{id}/cancel': ['409 403 403 403 409 403 401'],

  'GET /api/v1/webhooks': [ADMINS],
  'POST /api/v1/webhooks': [ADMINS_CREATE, () => webhook()],
  'GET /api/v1/webhooks/{id}': [ADMINS],
  'PATCH /api/v1/webhooks/{id}': [ADMINS, () => ({ name: 'Renamed' })],
  'DELETE /api/v1/webhooks/{id}': [ADMINS_DELETE],
  'POST /api/v1/webhooks/{id}/rotate-secret': [ADMINS],
  // The target is switched off, so that nothing is sent.
  'POST /api/v1/webhooks/{id}/ping': ['409 403 403 403 409 403 401'],
  'GET /api/v1/webhooks/{id}/deliveries': [ADMINS],
  'GET /api/v1/webhooks/{id}/deliveries/{deliveryId}': [ADMINS_NONE],
  'POST /api/v1/webhooks/{id}/deliveries/{deliveryId}/replay': [ADMINS_NONE],

  'GET /api/v1/mail-templates': [ADMINS],
  'GET /api/v1/mail-templates/{event}/{locale}': [ADMINS],
  'PATCH /api/v1/mail-templates/{event}/{locale}': [ADMINS, () => ({ enabled: true })],
  'POST /api/v1/mail-templates/{event}/{locale}/preview': [ADMINS, () => ({ text: 'Hello' })],
  'POST /api/v1/mail-templates/{event}/{locale}/reset': [ADMINS],

  'GET /api/v1/tickets': [EVERYBODY],
  'GET /api/v1/tickets.csv': [EVERYBODY],
  'POST /api/v1/tickets': [
    '201 201 201 201 201 403 401',
    () => ({ departmentId: 1, subject: 'A subject', body: 'A body.' }),
  ],
  'GET /api/v1/tickets/{id}': [SEEN],
  'PATCH /api/v1/tickets/{id}': [SEEN, () => ({ priority: 'high' })],
  'DELETE /api/v1/tickets/{id}': [ADMINS_DELETE],
  'POST /api/v1/tickets/{id}/claim': ['200 200 200 404 422 403 401'],
  'POST /api/v1/tickets/{id}/assign': [SEEN, () => ({ assigneeId: 3 })],
  'POST /api/v1/tickets/{id}/release': [SEEN],
  'POST /api/v1/tickets/{id}/close': [SEEN],
  'POST /api/v1/tickets/{id}/reopen': [SEEN],
  // Each ticket has a result of its own.
  'POST /api/v1/tickets/bulk': [EVERYBODY, () => ({ ids: [999_999], changes: { priority: 'high' } })],
  'POST /api/v1/tickets/{id}/hold': [SEEN],
  'POST /api/v1/tickets/{id}/unhold': [SEEN],
  'POST /api/v1/tickets/{id}/resolve': [SEEN, () => ({ body: 'It was the plug.' })],
  'POST /api/v1/tickets/{id}/move': [SEEN, () => ({ departmentId: place.departmentId })],
  'POST /api/v1/tickets/{id}/merge': [SEEN, () => ({ intoTicketId: another! })],
  'POST /api/v1/tickets/{id}/tags': [SEEN, () => ({ tags: ['hardware'] })],
  'DELETE /api/v1/tickets/{id}/tags': ['422 422 422 422 422 403 401'],
  'GET /api/v1/tickets/{id}/links': [SEEN],
  'POST /api/v1/tickets/{id}/links': [
    '201 201 201 404 201 403 401',
    () => ({ ticketId: another!, kind: 'related' }),
  ],
  'DELETE /api/v1/tickets/{id}/links/{linkId}': ['204 204 204 404 204 403 401'],
  'GET /api/v1/tickets/{id}/public-links': [SEEN],
  // Nobody asked for this one, so the link would be nobody's.
  'POST /api/v1/tickets/{id}/public-links': ['422 422 422 404 422 403 401', () => ({})],
  'DELETE /api/v1/tickets/{id}/public-links/{publicLinkId}': ['404 404 404 404 404 403 401'],
  'GET /api/v1/tickets/{id}/subscribers': [SEEN],
  'POST /api/v1/tickets/{id}/subscribers': [
    '201 201 201 404 201 403 401',
    () => ({ address: 'carol@example.net' }),
  ],
  'PATCH /api/v1/tickets/{id}/subscribers/{subscriberId}': [SEEN, () => ({ canUpdate: false })],
  'DELETE /api/v1/tickets/{id}/subscribers/{subscriberId}': ['204 204 204 404 204 403 401'],
  'POST /api/v1/tickets/{id}/subscribe': ['200 200 200 404 422 403 401'],
  'POST /api/v1/tickets/{id}/unsubscribe': ['200 200 200 404 422 403 401'],
  'GET /api/v1/tickets/{id}/messages': [SEEN],
  'POST /api/v1/tickets/{id}/messages': ['201 201 201 404 201 403 401', () => ({ body: 'A reply.' })],
  'GET /api/v1/tickets/{id}/attachments': [SEEN],
  'GET /api/v1/tickets/{id}/events': [SEEN],

  'GET /api/v1/events': [EVERYBODY],
  'GET /api/v1/events/stream': [EVERYBODY],

  'POST /api/v1/messages/preview': [EVERYBODY, () => ({ body: '*x*', bodyFormat: 'markdown' })],
  'GET /api/v1/messages/{id}': [SEEN],
  'GET /api/v1/messages/{id}/quote': [SEEN],
  // It came by no mail.
  'GET /api/v1/messages/{id}/raw': ['404 404 404 404 404 403 401'],
  'GET /api/v1/messages/{id}/history': [SEEN],
  'PATCH /api/v1/messages/{id}': ['200 403 403 404 200 403 401', () => ({ body: 'Other words.' })],
  'DELETE /api/v1/messages/{id}': [ADMINS_DELETE],
  'GET /api/v1/attachments/{id}': [SEEN],
  'GET /api/v1/attachments/{id}/content': [SEEN],
  // Who has the signature needs no more; without one the request is incomplete for everybody.
  'GET /api/v1/attachments/{id}/signed-content': ['422 422 422 422 422 422 422'],
  'DELETE /api/v1/attachments/{id}': [ADMINS_DELETE],

  'GET /api/v1/reports/tickets': [EVERYBODY],
  'GET /api/v1/reports/periods': [EVERYBODY],
  'GET /api/v1/reports/departments': [EVERYBODY],
  'GET /api/v1/reports/staff': [EVERYBODY],
  'GET /api/v1/reports/{report}/csv': [EVERYBODY],
};

/** What staff do in their own departments only, also where they see all tickets. */
const OF_MEMBERS = ['claim', 'assign', 'hold', 'unhold', 'move', 'merge'];

/** Where the target's ticket lies, who asked for it, and who gets copies. */
interface Place {
  departmentId: number;
  requesterId?: number;
  subscribers?: { userId: number; canView?: boolean; canUpdate?: boolean }[];
}

/** That of the request being made. */
let place: Place = { departmentId: 1 };
/** A ticket beside the target. */
let another: number | undefined;

/** What hangs on a target and is named in the path after it. */
const PARTS: Record<string, (client: Client, id: number) => Promise<number | string>> = {
  publicLinkId: () => Promise.resolve(999_999),
  sessionId: () => Promise.resolve('none'),
  deliveryId: () => Promise.resolve(999_999),
  categoryId: async (client, id) =>
    (await client.make(`/departments/${id}/categories`, { name: 'Target' })).id,
  linkId: async (client, id) =>
    (await client.make(`/tickets/${id}/links`, { ticketId: another, kind: 'related' })).id,
  subscriberId: async (client, id) =>
    (await client.make(`/tickets/${id}/subscribers`, { address: 'dan@example.net' })).id,
};

/**
 * What a user gets who has no part in the ticket: absent, 403 where others have to sign in, and what nobody gets where
 * they need not.
 */
const OF_USER: Record<string, number> = {
  'POST /api/v1/messages/preview': 200,
  'POST /api/v1/user-auth/logout': 204,
  'GET /api/v1/user-auth/me': 200,
  'PATCH /api/v1/user-auth/me': 200,
  'PATCH /api/v1/user-auth/me/password': 422,
  'GET /api/v1/departments': 200,
  'GET /api/v1/departments/{id}': 200,
  'GET /api/v1/departments/{id}/categories': 200,
  'GET /api/v1/departments/{id}/categories/{categoryId}': 200,
  'GET /api/v1/custom-fields': 200,
  'GET /api/v1/custom-fields/{id}': 200,
  'GET /api/v1/tickets': 200,
  'POST /api/v1/tickets': 201,
  'GET /api/v1/tickets/{id}': 404,
  'POST /api/v1/tickets/{id}/close': 404,
  'POST /api/v1/tickets/{id}/subscribe': 404,
  'POST /api/v1/tickets/{id}/unsubscribe': 404,
  'GET /api/v1/tickets/{id}/links': 404,
  'GET /api/v1/tickets/{id}/messages': 404,
  'POST /api/v1/tickets/{id}/messages': 404,
  'GET /api/v1/tickets/{id}/attachments': 404,
  'GET /api/v1/messages/{id}': 404,
  'GET /api/v1/messages/{id}/quote': 404,
  'GET /api/v1/messages/{id}/raw': 404,
  'GET /api/v1/attachments/{id}': 404,
  'GET /api/v1/attachments/{id}/content': 404,
};

const person = (): object => ({ fullName: 'Somebody', email: `somebody${next()}@example.org` });
const customField = (): object => ({
  name: `field${next()}`,
  label: 'A field',
  type: 'text',
  departmentIds: [2],
});
const mailbox = (): object => ({ address: `box${next()}@example.org`, name: 'Box', departmentId: 1 });
const webhook = (): object => ({
  name: 'Hook',
  url: 'https://hooks.example.com/desk',
  events: ['ticket.opened'],
  active: false,
});
const account = (): object => ({ username: `somebody${next()}`, role: 'staff', ...person() });

/** What a user gets besides where the ticket is their own; of all else as much as of others'. */
const OF_REQUESTER: Record<string, number> = {
  'GET /api/v1/tickets/{id}': 200,
  'POST /api/v1/tickets/{id}/close': 200,
  'GET /api/v1/tickets/{id}/messages': 200,
  'POST /api/v1/tickets/{id}/messages': 201,
  'GET /api/v1/tickets/{id}/attachments': 200,
  'GET /api/v1/tickets/{id}/links': 200,
  'POST /api/v1/tickets/{id}/subscribe': 200,
  'POST /api/v1/tickets/{id}/unsubscribe': 200,
  'GET /api/v1/messages/{id}': 200,
  'GET /api/v1/messages/{id}/quote': 200,
  'GET /api/v1/attachments/{id}': 200,
  'GET /api/v1/attachments/{id}/content': 200,
};

/** And where they get copies of somebody else's: nobody but the requester closes it. */
const OF_SUBSCRIBER: Record<string, number> = { ...OF_REQUESTER, 'POST /api/v1/tickets/{id}/close': 403 };
/** Who may read it and no more is not heard either. */
const OF_READER: Record<string, number> = { ...OF_SUBSCRIBER, 'POST /api/v1/tickets/{id}/messages': 403 };

/** Of the fixture: `ann`, who signs in. */
const ANN = 1;
const ALICE = 3;

/** A thing of each kind; what hangs on a ticket is the administrator's, in the place of the request. */
const TARGETS: Record<string, (client: Client) => Promise<number>> = {
  auth: () => Promise.resolve(999_999),
  departments: async (client) => (await client.make('/departments', { name: 'Target' })).id,
  users: async (client) => (await client.makeUser()).id,
  staff: async (client) => (await client.make('/staff', account())).id,
  'api-tokens': async (client) => (await client.make('/api-tokens', { name: 'Target', permissions: [] })).id,
  mailboxes: async (client) => (await client.make('/mailboxes', mailbox())).id,
  'inbound-mails': () => Promise.resolve(999_999),
  'outbound-mails': async (client) => (await sentMail(client)).id,
  'escalation-exclusions': async (client) =>
    (await client.make('/escalation-exclusions', { name: 'A day', date: '2020-12-25' })).id,
  webhooks: async (client) => (await client.make('/webhooks', webhook())).id,
  tags: async (client) => (await client.make('/tags', { name: `tag${next()}` })).id,
  'custom-fields': async (client) => (await client.make('/custom-fields', customField())).id,
  'canned-responses': async (client) =>
    (await client.make('/canned-responses', { name: 'Target', body: 'Hello.', shared: true })).id,
  'saved-searches': async (client) =>
    (await client.make('/saved-searches', { name: 'Target', query: {}, shared: true })).id,
  tickets: async (client) => (await client.makeTicket(place)).id,
  messages: async (client) => (await replyWithFile(client)).id,
  attachments: async (client) => (await replyWithFile(client)).attachments[0].id,
};
/** Kinds that are seen with their ticket. */
const OF_TICKETS = ['tickets', 'messages', 'attachments'];

async function replyWithFile(client: Client): Promise<Json> {
  const { id } = await client.makeTicket(place);
  const form = { fields: { body: 'See the file.' }, files: [file('a.png', PNG)] };
  return (await client.call('POST', `/tickets/${id}/messages`, { form })).body;
}

const isOfTicket = (route: string): boolean =>
  route.includes('{id}') && OF_TICKETS.includes(route.split('/')[3]!);

/** Alice's department, bob's, and nobody's: what is true of alice in hers is of bob in his, and of neither elsewhere. */
function placesOf(route: string, statuses: string): [Place, string][] {
  if (!isOfTicket(route)) return [[{ departmentId: 1 }, statuses]];
  const [admin, susan, alice, bob, ...others] = statuses.split(' ');
  return [
    [{ departmentId: 1 }, statuses],
    [{ departmentId: 2 }, [admin, susan, bob, alice, ...others].join(' ')],
    [{ departmentId: 3 }, [admin, susan, bob, bob, ...others].join(' ')],
  ];
}

/** What is only read serves many requests. */
const kept = new Map<string, Promise<number>>();

function targetOf(client: Client, method: string, kind: string): Promise<number> {
  if (method !== 'GET' || kind === 'auth') return TARGETS[kind]!(client);
  const key = `${client.url} ${kind} ${JSON.stringify(place)}`;
  const target = kept.get(key) ?? TARGETS[kind]!(client);
  kept.set(key, target);
  return target;
}

let cells = 0;

const sent = (body: unknown): Pick<Call, 'json' | 'form'> =>
  body === PICTURE
    ? { form: { fields: {}, files: [{ ...file('me.png', PICTURE.picture), field: 'avatar' }] } }
    : { json: body };

async function statusOf(
  client: Client,
  route: string,
  as: string | null,
  body: (() => unknown) | undefined,
): Promise<number> {
  cells += 1;
  const [method, path] = route.split(' ') as [string, string];
  const id = path.includes('{id}') ? await targetOf(client, method, path.split('/')[3]!) : 0;
  const [, part] = /\{id\}.*\{(\w+)\}/.exec(path) ?? [];
  if (part === 'linkId' || (body && isOfTicket(route))) another = (await client.makeTicket(place)).id;
  const partId = part ? await PARTS[part]!(client, id) : 0;
  const url = path
    .replace('{id}', String(id))
    .replace(`{${part}}`, String(partId))
    .replace('{event}/{locale}', 'welcome/fr')
    .replace('{report}', 'staff');
  // It would go on for ever.
  const answer = await client.callAt(path.endsWith('/stream') ? 'HEAD' : method, url, {
    as,
    ...sent(body?.()),
  });
  if (/\/logout(-everywhere)?$/.test(path) && as) client.forget(as);
  if (answer.status >= 400 && answer.text) expect(answer.body.code).toMatch(CODES[answer.status]!);
  return answer.status;
}

export function rightsSuite(client: () => Client): void {
  afterAll(() => {
    process.stdout.write(`The matrix of rights: ${cells} cells.\n`);
    cells = 0;
    place = { departmentId: 1 };
  });

  describe('who may do what', () => {
    it('is said here for every route there is', async () => {
      const { paths } = (await client().callAt('GET', '/docs/openapi.json')).body;
      const documented = Object.entries<object>(paths).flatMap(([path, methods]) =>
        Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
      );
      expect(documented.toSorted()).toEqual(Object.keys(ROUTES).toSorted());
    });

    it.each(Object.entries(ROUTES))('%s', async (route, [statuses, body]) => {
      for (const [where, expected] of placesOf(route, statuses)) {
        place = where;
        const seen: number[] = [];
        for (const as of CALLERS) seen.push(await statusOf(client(), route, as, body));
        expect(seen.join(' '), `in department ${where.departmentId}`).toBe(expected);
      }
    });

    it.each(Object.entries(ROUTES))('%s, asked by a user', async (route, [statuses, body]) => {
      const ofNobody = Number(statuses.split(' ').at(-1));
      const ofOthers = OF_USER[route] ?? (ofNobody === 401 ? 403 : ofNobody);
      place = { departmentId: 1 };
      expect(await statusOf(client(), route, 'ann', body)).toBe(ofOthers);
      if (!isOfTicket(route)) return;
      const asUser = async (where: Partial<Place>): Promise<number> => {
        place = { departmentId: 1, ...where };
        return statusOf(client(), route, 'ann', body);
      };
      const copies = (rights: object): Partial<Place> => ({ subscribers: [{ userId: ANN, ...rights }] });
      expect(await asUser({ requesterId: ANN }), 'of their own').toBe(OF_REQUESTER[route] ?? ofOthers);
      expect(await asUser(copies({})), 'with copies').toBe(OF_SUBSCRIBER[route] ?? ofOthers);
      expect(await asUser(copies({ canUpdate: false })), 'to read').toBe(OF_READER[route] ?? ofOthers);
      expect(await asUser(copies({ canView: false })), 'with copies alone').toBe(ofOthers);
    });

    it('and sees what in lists, histories and the feed', async () => {
      const sees: Record<string, number[]> = {
        admin: [1, 2, 3],
        susan: [1, 2, 3],
        alice: [1],
        bob: [2],
        [TOKENS.all]: [1, 2, 3],
      };
      const { position } = await latestEvent(client());
      const requesterId = (await client().makeUser()).id;
      const things: { departmentId: number; id: number; noteId: number }[] = [];
      for (const departmentId of [1, 2, 3]) {
        const { id } = await client().makeTicket({ departmentId, requesterId });
        const note = { body: 'A note.', visibility: 'internal' };
        things.push({ departmentId, id, noteId: (await client().make(`/tickets/${id}/messages`, note)).id });
      }
      const events = async (as: string, query = ''): Promise<number[]> =>
        (
          await client().get(`/events?after=${position}&limit=100&type=ticket.noted${query}`, { as })
        ).body.items
          .map(({ resourceId }: Json) => resourceId)
          .toSorted((a: number, b: number) => a - b);
      // Numbered soon after the commit.
      await expect.poll(() => events('admin')).toEqual(things.map(({ id }) => id));
      for (const [as, departments] of Object.entries(sees)) {
        const ids = things.filter((thing) => departments.includes(thing.departmentId)).map(({ id }) => id);
        const list = async (query: string): Promise<Json> =>
          (await client().get(`/tickets?sort=id&count=true&requesterId=${requesterId}${query}`, { as })).body;
        const idsIn = ({ items }: Json): number[] => items.map(({ id }: Json) => id);
        const all = await list('');
        expect([idsIn(all), all.page.total], as).toEqual([ids, ids.length]);
        expect(await events(as), as).toEqual(ids);
        for (const { departmentId, id, noteId } of things) {
          const own = departments.includes(departmentId) ? [id] : [];
          expect(idsIn(await list(`&departmentId=${departmentId}`)), as).toEqual(own);
          expect(await events(as, `&ticketId=${id}`), as).toEqual(own);
          expect((await client().get(`/messages/${noteId}`, { as })).status, as).toBe(own.length ? 200 : 404);
        }
        cells += 11;
      }
    });
  });

  describe('staff', () => {
    let own: number;
    let foreign: number;
    let requesterId: number;
    const settings = (values: object): Promise<Answer> => client().patch('/settings', values);
    const idsSeenBy = async (as: string, query = ''): Promise<number[]> =>
      (await client().get(`/tickets?limit=100&sort=-id${query}`, { as })).body.items.map(
        ({ id }: Json) => id,
      );

    beforeAll(async () => {
      requesterId = (await client().makeUser()).id;
      own = (await client().makeTicket({ departmentId: 1, requesterId })).id;
      foreign = (await client().makeTicket({ departmentId: 2, requesterId })).id;
    });
    afterEach(() => settings({ staff_visibility: 'departments', close_rule: 'department' }));

    it('find no ticket of another department in any list, however they ask', async () => {
      for (const query of ['', '&departmentId=2', `&requesterId=${requesterId}`, '&status=open'])
        expect(await idsSeenBy('alice', query), query).not.toContain(foreign);
      expect(await idsSeenBy('alice', `&requesterId=${requesterId}`)).toEqual([own]);
      // Those of department 2 that are hers to work on.
      expect(await idsSeenBy('alice', '&departmentId=2')).toEqual(
        await idsSeenBy('admin', `&departmentId=2&assigneeId=${ALICE}`),
      );
      expect(await idsSeenBy('bob', `&requesterId=${requesterId}`)).toEqual([foreign]);
      expect(await idsSeenBy('susan', `&requesterId=${requesterId}`)).toEqual([foreign, own]);
      expect(await idsSeenBy(TOKENS.reader, `&requesterId=${requesterId}`)).toEqual([foreign, own]);
    });

    it('see what they opened or are assigned to, wherever it is', async () => {
      const opened = await client().makeTicket({ departmentId: 2 }, { as: 'alice' });
      const assigned = await client().makeTicket({ departmentId: 2, assigneeId: 3 });
      expect((await idsSeenBy('alice')).slice(0, 2)).toEqual([assigned.id, opened.id]);
      for (const { id } of [opened, assigned])
        expect(
          (await client().post(`/tickets/${id}/messages`, { body: 'Mine.' }, { as: 'alice' })).status,
        ).toBe(201);
      await client().patch(`/tickets/${assigned.id}`, { assigneeId: 4 });
      expectProblem(await client().get(`/tickets/${assigned.id}`, { as: 'alice' }), 404, 'ticket.not_found');
    });

    it('see all tickets when the desk says so', async () => {
      await settings({ staff_visibility: 'all' });
      expect(await idsSeenBy('alice', `&requesterId=${requesterId}`)).toEqual([foreign, own]);
      expect((await client().get(`/tickets/${foreign}/events`, { as: 'alice' })).status).toBe(200);
      await settings({ staff_visibility: 'departments' });
      expect((await client().get(`/tickets/${foreign}/events`, { as: 'alice' })).status).toBe(404);
    });

    it('see and lose a department with their membership, at once', async () => {
      const change = (departmentIds: number[]): Promise<Answer> =>
        client().patch('/staff/3', { departmentIds });
      await change([1, 2]);
      expect((await client().get(`/tickets/${foreign}`, { as: 'alice' })).status).toBe(200);
      await change([1]);
      expect((await client().get(`/tickets/${foreign}`, { as: 'alice' })).status).toBe(404);
    });

    it('move tickets into their own departments only', async () => {
      const { id } = await client().makeTicket({ departmentId: 1 });
      const move = (departmentId: number, as = 'alice'): Promise<Answer> =>
        client().patch(`/tickets/${id}`, { departmentId }, { as });
      expectProblem(await move(2), 403, 'ticket.department_not_yours');
      expectProblem(await move(9999), 422, 'request.invalid', ['/departmentId']);
      expect((await client().get(`/tickets/${id}`)).body).toMatchObject({ departmentId: 1, version: 1 });
      expect((await move(2, 'susan')).body).toMatchObject({ departmentId: 2 });
      expectProblem(await move(1), 404, 'ticket.not_found');
    });

    it('close what they may see, or only what is theirs when the desk says so', async () => {
      const close = async (more: object, as: string): Promise<number> => {
        const { id } = await client().makeTicket(more);
        return (await client().post(`/tickets/${id}/close`, undefined, { as })).status;
      };
      expect(await close({}, 'alice')).toBe(200);
      await settings({ close_rule: 'participants' });
      expect(await close({}, 'alice')).toBe(403);
      expect(await close({ assigneeId: 3 }, 'alice')).toBe(200);
      expect(await close({}, 'susan')).toBe(200);
      const { id } = await client().makeTicket();
      const byHand = await client().patch(`/tickets/${id}`, { status: 'closed' }, { as: 'alice' });
      expectProblem(byHand, 403, 'ticket.not_yours');
      const byReply = await client().post(
        `/tickets/${id}/messages`,
        { body: 'x', status: 'closed' },
        { as: 'alice' },
      );
      expectProblem(byReply, 403, 'ticket.not_yours');
      expect((await client().get(`/tickets/${id}`)).body).toMatchObject({
        status: 'open',
        replyCount: 0,
        version: 1,
      });
      const mine = await client().makeTicket({}, { as: 'alice' });
      expect((await client().post(`/tickets/${mine.id}/close`, undefined, { as: 'alice' })).status).toBe(200);
    });

    it('edit their own words while the ticket is not closed', async () => {
      const { id } = await client().makeTicket();
      const reply = await client().make(`/tickets/${id}/messages`, { body: 'Mine.' }, { as: 'alice' });
      const edit = (as: string): Promise<Answer> =>
        client().patch(`/messages/${reply.id}`, { body: `By ${as}.` }, { as });
      expect((await edit('alice')).status).toBe(200);
      expectProblem(await edit('susan'), 403, 'message.not_yours');
      await client().post(`/tickets/${id}/close`);
      expectProblem(await edit('alice'), 403, 'message.not_yours');
      expect((await edit('admin')).body.bodyText).toBe('By admin.');
    });

    it('edit users, but leave it to superusers to disable them', async () => {
      const { id } = await client().makeUser();
      const disable = (as: string): Promise<Answer> =>
        client().patch(`/users/${id}`, { active: false }, { as });
      expectProblem(await disable('alice'), 403, 'user.activation_refused');
      expect((await client().get(`/users/${id}`)).body).toMatchObject({ active: true, version: 1 });
      expect((await disable('susan')).body.active).toBe(false);
    });

    it('speak in their own name', async () => {
      const { id } = await client().makeTicket({}, { as: 'alice' });
      const { items } = (await client().get(`/tickets/${id}/events`)).body;
      expect(items[0].actor).toEqual({ kind: 'staff', id: 3, name: 'alice of staff' });
      const byToken = await client().make(`/tickets/${id}/messages`, { body: 'x' }, { as: TOKENS.all });
      expect(byToken.author).toEqual({ kind: 'system', id: null, name: 'all' });
    });
  });

  describe.each([
    ['departments', 'participants'],
    ['all', 'department'],
    ['all', 'participants'],
  ])('who may do what, where staff_visibility is %s and close_rule %s', (staff_visibility, close_rule) => {
    const asked = ['susan', 'alice', 'bob'] as const;
    const set = (values: object): Promise<Answer> => client().patch('/settings', values);
    beforeAll(() => set({ staff_visibility, close_rule }));
    afterAll(() => set({ staff_visibility: 'departments', close_rule: 'department' }));

    /** Of a caller who gets `status`, and whose colleague of the department gets `ofMember`. */
    const under = (route: string, status: string, ofMember: string, as: string): string => {
      const action = route.split('/').at(-1)!;
      const isSeen = status !== '404' || ofMember === '404' || staff_visibility === 'all';
      if (!isSeen) return status;
      if (status === '404' && OF_MEMBERS.includes(action)) return '403';
      if (action === 'close' && as !== 'susan' && close_rule === 'participants') return '403';
      return status === '404' ? ofMember : status;
    };

    it.each(Object.entries(ROUTES).filter(([route]) => isOfTicket(route)))(
      '%s',
      async (route, [statuses, body]) => {
        for (const [where, line] of placesOf(route, statuses).slice(0, 2)) {
          place = where;
          const [, ...expected] = line.split(' ');
          const ofMember = expected[where.departmentId]!;
          for (const [at, as] of asked.entries())
            expect(String(await statusOf(client(), route, as, body)), `${as} in ${where.departmentId}`).toBe(
              under(route, expected[at]!, ofMember, as),
            );
        }
      },
    );
  });

  describe('an API token', () => {
    it('is let in from its addresses only, with the forwarded one believed from the proxy', async () => {
      const { token } = await client().make('/api-tokens', {
        name: 'Addresses',
        permissions: ['departments/read'],
        allowedAddresses: ['198.51.100.7', '10.1.*.*', '2001:db8::/32'],
      });
      const from = (address: string): Promise<Answer> =>
        client().get('/departments', { as: token, headers: { 'X-Forwarded-For': address } });
      for (const address of ['198.51.100.7', '10.1.200.3', '2001:db8:1::9', '::ffff:10.1.0.1'])
        expect((await from(address)).status, address).toBe(200);
      for (const address of ['198.51.100.8', '10.2.0.1', '2001:db9::1', '10.1.0.1, 192.0.2.1'])
        expectProblem(await from(address), 403, 'auth.address_refused');
    });
  });
}

const CODES: Record<number, RegExp> = {
  401: /^auth\.required$/,
  403: /^(auth\.forbidden|(message|canned_response|saved_search)\.not_yours|ticket\.(not_yours|read_only|department_not_yours))$/,
  404: /\.not_found$/,
  409: /^(mailbox\.not_polled|outbound_mail\.settled|webhook\.inactive)$/,
  422: /^request\.invalid$/,
};
