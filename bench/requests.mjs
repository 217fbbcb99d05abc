/*
 * What is measured: the same five things of both doors, and three of ours alone. `:id` becomes a different ticket with every request; what a
 * list is filtered by fits about one ticket in a hundred.
 */

const JSON_TYPE = 'application/json';
const FORM_TYPE = 'application/x-www-form-urlencoded';

/** Of `agent1`. */
export const PASSWORD = 'a password of the bench';

const subject = 'The printer is on fire';
const body = 'It was only warm this morning, and now it is really on fire. Could somebody have a look at it?';

export const REQUESTS = [
  { name: 'native list', path: '/api/v1/tickets' },
  { name: 'native filtered', path: '/api/v1/tickets?departmentId=2&status=answered' },
  { name: 'native show', path: '/api/v1/tickets/:id' },
  { name: 'native show-with-messages', path: '/api/v1/tickets/:id?include=messages' },
  { name: 'native messages', path: '/api/v1/tickets/:id/messages' },
  {
    name: 'native create',
    path: '/api/v1/tickets',
    type: JSON_TYPE,
    body: JSON.stringify({ departmentId: 1, subject, body, requesterId: 1 }),
  },
  { name: 'helpdeskz list', path: '/api/tickets' },
  { name: 'helpdeskz filtered', path: '/api/tickets?status=2&department_id=2' },
  { name: 'helpdeskz show', path: '/api/tickets/show/:id' },
  { name: 'helpdeskz messages', path: '/api/messages/show/:id' },
  {
    name: 'helpdeskz create',
    path: '/api/tickets/create',
    type: FORM_TYPE,
    body: String(new URLSearchParams({ opener: 'user', user_id: '1', department_id: '1', subject, body })),
  },
  // Last: what they leave behind makes the others dearer.
  {
    name: 'native reply',
    path: '/api/v1/tickets/:id/messages',
    type: JSON_TYPE,
    body: JSON.stringify({ body }),
  },
  {
    name: 'native sign-in',
    path: '/api/v1/auth/login',
    type: JSON_TYPE,
    body: JSON.stringify({ username: 'agent1', password: PASSWORD }),
    /** Verified by the bare server too. */
    password: PASSWORD,
  },
].map((request) => ({
  ...request,
  method: request.body ? 'POST' : 'GET',
  /** Bare servers have a path a request: two of ours differ only in their query. */
  barePath: `/${request.name.replace(' ', '/')}${request.path.includes(':id') ? '/:id' : ''}`,
}));

/** Judged by its own bars: see README. */
export const kindOf = ({ name }) => name.split(' ')[1];

export const TOKEN = 'the-bench-has-a-token-of-a-usual-length-1';
export const AUTHORIZATION = `Bearer ${TOKEN}`;

/** The ticket that stands for `:id` while statements are captured: no other parameter has its value. */
export const CAPTURED_ID = 777;
