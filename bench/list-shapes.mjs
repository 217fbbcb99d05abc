import { AUTHORIZATION } from './requests.mjs';

/* A desk of twenty departments, and every shape of a list that it is asked for. */

export const PASSWORD = 'a password of the bench';
const DEPARTMENTS = 20;

const departments = Array.from({ length: DEPARTMENTS }, (_, at) => ({
  id: at + 1,
  name: `Department ${at + 1}`,
}));
const agent = (id, username, departmentIds) => ({
  id,
  username,
  password: PASSWORD,
  fullName: username,
  role: id === 1 ? 'admin' : 'staff',
  departments: departmentIds,
});
export const LOAD_FILE = {
  departments,
  staff: [
    agent(1, 'admin', []),
    agent(2, 'one', [3]),
    agent(
      3,
      'twenty',
      departments.map(({ id }) => id),
    ),
    ...Array.from({ length: 9 }, (_, at) => agent(at + 4, `agent${at + 4}`, [1])),
  ],
  apiTokens: [
    {
      name: 'bench',
      token: AUTHORIZATION.slice('Bearer '.length),
      permissions: ['tickets', 'messages', 'users', 'staff', 'departments', 'tags', 'subscribers'].map(
        (resource) => `${resource}/read`,
      ),
    },
  ],
};

/** Busy and quiet departments, common and rare statuses. */
export const NATIVE = [
  '',
  ...['updatedAt', '-id', 'id'].map((sort) => `sort=${sort}`),
  ...[
    'createdAt',
    'lastMessageAt',
    'dueAt',
    'priority',
    'status',
    'subject',
    'requester',
    'assignee',
    'department',
    'replies',
    'minutes',
  ].flatMap((sort) => [`sort=${sort}`, `sort=-${sort}`]),
  // In the subject of a ninth, in two of three messages, in no message, of one person, a number, a beginning.
  ...['invoice', 'hello', 'nobody', 'user7@seed.example', '700', 'invoi*'].map((words) => `q=${words}`),
  'q=invoice%20slow',
  'q=hello%20invoice',
  'q=hello%20nobody',
  'q=invoice&departmentId=20',
  'q=invoice&status=open',
  'overdue=true',
  'priority=normal',
  'priority=critical',
  'onHold=true',
  'assigneeId=none',
  'openedById=5',
  'subscriberUserId=7',
  'tag=nobody',
  'status=open,reopened,awaiting_reply',
  `createdAfter=${daysAgo(30)}`,
  `updatedAfter=${daysAgo(30)}&updatedBefore=${daysAgo(20)}`,
  'include=requester,assignee,department,category,tags,messages,subscribers',
  'count=true',
  'departmentId=1',
  'departmentId=20',
  'status=closed',
  'status=duplicate',
  'assigneeId=5',
  'requesterId=7',
  'departmentId=1&status=closed',
  'departmentId=20&status=duplicate',
  'departmentId=3&status=duplicate',
  'departmentId=1&assigneeId=5',
  'departmentId=20&assigneeId=5',
  'status=closed&assigneeId=5',
  'status=duplicate&assigneeId=5',
  'requesterId=7&status=closed',
  'departmentId=1&sort=-id',
  'status=duplicate&sort=id',
  'assigneeId=5&sort=-id',
  `cursor=${middleOf('-updatedAt')}`,
  `departmentId=1&cursor=${middleOf('-updatedAt')}`,
];

/** At a desk of so many tickets. */
export const helpdeskzShapes = (tickets) => [
  '',
  ...[1, 2, 3, 4, 5].map((status) => `status=${status}`),
  'department_id=1',
  'department_id=20',
  'user_id=7',
  'status=5&department_id=1',
  'status=3&department_id=20',
  'status=5&user_id=7',
  `page=${Math.floor(tickets / 15)}`,
  'page=10000',
  'status=5&page=8000',
  'status=3&page=700',
  'department_id=1&page=2000',
];

function daysAgo(days) {
  return new Date(Date.now() - days * 86_400_000).toISOString();
}

/** A cursor a year back, half-way through the seeded tickets. */
function middleOf(sort) {
  const middle = Date.now() - 365 * 86_400_000;
  return Buffer.from(JSON.stringify([sort, middle, 1, 0])).toString('base64url');
}

export async function signIn(port, username) {
  const response = await fetch(`http://127.0.0.1:${port}/api/v1/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username, password: PASSWORD }),
  });
  return `Bearer ${(await response.json()).accessToken}`;
}
