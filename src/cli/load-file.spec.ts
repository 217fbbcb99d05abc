import { describe, expect, it } from 'vitest';
import { inEnglish } from '../common/texts.js';
import { LoadFileFaulty, readLoadFile } from './load-file.js';

const read = (content: unknown) => readLoadFile(JSON.stringify(content));

function faultsOf(content: unknown): string[] {
  try {
    readLoadFile(typeof content === 'string' ? content : JSON.stringify(content));
  } catch (error) {
    if (error instanceof LoadFileFaulty) return error.faults.map(inEnglish);
    throw error;
  }
  return [];
}

const staff = (more: object) => ({ staff: [{ username: 'bob', fullName: 'Bob', ...more }] });
const user = (more: object) => ({ users: [{ fullName: 'Ann', email: 'ann@example.com', ...more }] });
const mailbox = (more: object) => ({
  mailboxes: [{ address: 'help@example.com', name: 'Help', departmentId: 1, ...more }],
});
const apiToken = (more: object) => ({ apiTokens: [{ name: 'shop', token: 'abc', ...more }] });

describe('the file of load', () => {
  it('may be empty', () => {
    expect(read({})).toEqual({
      settings: {},
      departments: [],
      staff: [],
      users: [],
      apiTokens: [],
      mailboxes: [],
    });
  });

  it('fills in what an entry leaves out', () => {
    const file = read({ departments: [{ name: 'General' }], ...staff({}), ...user({}), ...apiToken({}) });
    expect(file).toEqual({
      settings: {},
      departments: [{ name: 'General', private: false }],
      staff: [{ username: 'bob', fullName: 'Bob', role: 'staff', active: true, departmentIds: [] }],
      users: [{ fullName: 'Ann', email: 'ann@example.com' }],
      apiTokens: [{ name: 'shop', token: 'abc', permissions: [], allowedAddresses: [] }],
      mailboxes: [],
    });
  });

  it('is read whole', () => {
    const file = read({
      settings: { site_name: 'Example', ticket_attachment: 1 },
      departments: [
        {
          id: 4,
          name: 'Internal',
          private: 1,
          order: 2,
          slug: 'internal-it',
          publicSubmission: 0,
          emailSubmission: false,
          locale: 'fr',
          newTicketCc: ['boss@example.com'],
          updatedTicketCc: [],
          defaultAssigneeId: 8,
          escalateDays: 3,
        },
      ],
      staff: [
        {
          id: 7,
          username: 'bob',
          passwordHash: '5baa61e4c9b93f3f0682250b6cf8331b7ee68fd8',
          fullName: 'Bob Agent',
          email: 'bob@example.com',
          role: 'superuser',
          active: 0,
          departments: [4],
          twoFactorSecret: 'jbsw y3dp ehpk 3pxp',
          createdAt: 1_700_000_000,
        },
        { id: 8, username: 'eve', fullName: 'Eve' },
      ],
      users: [{ id: 3, fullName: 'Zoë', email: 'zoe@example.com', username: 'zoe', password: 'secret' }],
      apiTokens: [
        {
          name: 'FULL',
          token: 'FULL000',
          permissions: ['users/read', 'staff/auth'],
          allowedAddresses: ['127.0.0.*', '127.0.0.1,10.0.0.5'],
          active: false,
        },
      ],
      mailboxes: [
        {
          id: 2,
          address: 'help@example.com',
          name: 'Help',
          departmentId: 4,
          incoming: { type: 'imap', host: 'localhost', user: 'help', secret: 'x', allowSelfSigned: 1 },
        },
      ],
    });
    expect(file).toEqual({
      settings: { site_name: 'Example', ticket_attachment: 1 },
      departments: [
        {
          id: 4,
          name: 'Internal',
          private: true,
          position: 2,
          slug: 'internal-it',
          publicSubmission: false,
          emailSubmission: false,
          locale: 'fr',
          newTicketCc: ['boss@example.com'],
          updatedTicketCc: [],
          defaultAssigneeId: 8,
          escalateDays: 3,
        },
      ],
      staff: [
        {
          id: 7,
          username: 'bob',
          passwordHash: '5baa61e4c9b93f3f0682250b6cf8331b7ee68fd8',
          fullName: 'Bob Agent',
          email: 'bob@example.com',
          role: 'superuser',
          active: false,
          departmentIds: [4],
          twoFactorSecret: 'JBSWY3DPEHPK3PXP',
          createdAt: new Date('2023-11-14T22:13:20Z'),
        },
        { id: 8, username: 'eve', fullName: 'Eve', role: 'staff', active: true, departmentIds: [] },
      ],
      users: [{ id: 3, fullName: 'Zoë', email: 'zoe@example.com', username: 'zoe', password: 'secret' }],
      apiTokens: [
        {
          name: 'FULL',
          token: 'FULL000',
          permissions: ['users/read', 'staff/auth'],
          allowedAddresses: ['127.0.0.*', '127.0.0.1,10.0.0.5'],
          active: false,
        },
      ],
      mailboxes: [
        {
          id: 2,
          address: 'help@example.com',
          name: 'Help',
          departmentId: 4,
          incoming: { type: 'imap', host: 'localhost', user: 'help', secret: 'x', allowSelfSigned: true },
        },
      ],
    });
  });

  it('takes null for absent where a field is optional', () => {
    const file = read(staff({ email: null, twoFactorSecret: null, departments: null, createdAt: null }));
    expect(file.staff).toEqual([
      { username: 'bob', fullName: 'Bob', role: 'staff', active: true, departmentIds: [] },
    ]);
  });

  it('may begin with a byte order mark', () => {
    expect(readLoadFile('\uFEFF{"departments":[{"name":"General"}]}').departments).toHaveLength(1);
  });

  it.for([
    [0, '1970-01-01T00:00:00.000Z'],
    [1_700_000_000, '2023-11-14T22:13:20.000Z'],
    ['1700000000', '2023-11-14T22:13:20.000Z'],
    ['2024-02-29T12:00:00Z', '2024-02-29T12:00:00.000Z'],
    ['2024-05-01T09:30:00.25+02:00', '2024-05-01T07:30:00.250Z'],
    ['2024-05-01t09:30:00z', '2024-05-01T09:30:00.000Z'],
  ])('reads the time %s', ([createdAt, time]) => {
    expect(read(user({ createdAt })).users[0]!.createdAt?.toISOString()).toBe(time);
  });

  it.for([
    -1,
    1.5,
    9e12,
    true,
    '',
    'yesterday',
    '2024-05-01',
    '2024-02-30T00:00:00Z',
    '2024-13-01T00:00:00Z',
    '2024-05-01T25:00:00Z',
    '2024-05-01T09:30:00',
  ])('refuses the time %j', (createdAt) => {
    expect(faultsOf(user({ createdAt }))).toEqual([
      'users[0].createdAt must be unix seconds or an RFC 3339 time, like 2024-05-01T09:30:00Z',
    ]);
  });

  it.for<[unknown, string]>([
    ['{"users":', 'The file is not JSON: '],
    [[], 'The file must be an object'],
    [{ tickets: [] }, 'tickets is unknown'],
    ['{"__proto__":{}}', '__proto__ is unknown'],
    [{ settings: [] }, 'settings must be an object'],
    [{ settings: { colour: 'red' } }, 'settings.colour is refused: There is no setting "colour".'],
    [{ settings: { tickets_page: 0 } }, 'settings.tickets_page is refused: '],
    [{ departments: {} }, 'departments must be a list'],
    [{ departments: [7] }, 'departments[0] must be an object'],
    [{ departments: [{}] }, 'departments[0].name is missing'],
    [{ departments: [{ name: ' ' }] }, 'departments[0].name must be a text of 1 to 500 characters'],
    [{ departments: [{ name: 'x'.repeat(501) }] }, 'departments[0].name must be a text of 1 to 500'],
    [{ departments: [{ name: 'A', id: 0 }] }, 'departments[0].id must be a whole number from 1 to'],
    [{ departments: [{ name: 'A', id: '1' }] }, 'departments[0].id must be a whole number from 1 to'],
    [
      { departments: [{ name: 'A', private: 'no' }] },
      'departments[0].private must be true or false (1 or 0)',
    ],
    [{ departments: [{ name: 'A', order: 1.5 }] }, 'departments[0].order must be a whole number'],
    [{ departments: [{ name: 'A', position: 1 }] }, 'departments[0].position is unknown'],
    [{ departments: [{ name: 'A', slug: 'A b' }] }, 'departments[0].slug must be small letters, digits and'],
    [{ departments: [{ name: 'A', slug: 'x'.repeat(51) }] }, 'departments[0].slug must be small letters'],
    [{ departments: [{ name: 'A', locale: 'xx' }] }, 'departments[0].locale must be one of en, fr'],
    [
      { departments: [{ name: 'A', newTicketCc: ['a@example.com', 'b'] }] },
      'departments[0].newTicketCc[1] is not an e-mail address',
    ],
    [
      { departments: [{ name: 'A', updatedTicketCc: Array(21).fill('a@example.com') }] },
      'departments[0].updatedTicketCc must be a list of at most 20',
    ],
    [
      { departments: [{ name: 'A', escalateDays: 0 }] },
      'departments[0].escalateDays must be a whole number from 1 to 3650',
    ],
    [
      { departments: [{ name: 'A', defaultAssigneeId: 5 }] },
      'departments[0].defaultAssigneeId is the id of no active staff in the file',
    ],
    [
      { departments: [{ name: 'A', defaultAssigneeId: 5 }], ...staff({ id: 5, active: false }) },
      'departments[0].defaultAssigneeId is the id of no active staff in the file',
    ],
    [staff({ username: null }), 'staff[0].username is missing'],
    [staff({ password: '' }), 'staff[0].password must be a text of 1 to 1000 characters'],
    [staff({ passwordHash: 'md5' }), 'staff[0].passwordHash must be an argon2, bcrypt or SHA-1'],
    [staff({ email: 'bob' }), 'staff[0].email is not an e-mail address'],
    [staff({ role: 'owner' }), 'staff[0].role must be one of admin, superuser, staff'],
    [staff({ active: 2 }), 'staff[0].active must be true or false (1 or 0)'],
    [staff({ departments: ['1'] }), 'staff[0].departments[0] must be a whole number'],
    [staff({ departments: [5] }), 'staff[0].departments[0] is the id of no department in the file'],
    [mailbox({ departmentId: 5 }), 'mailboxes[0].departmentId is the id of no department in the file'],
    [mailbox({ incoming: { type: 'pop3' } }), 'mailboxes[0].incoming.type must be one of none, pipe, imap'],
    [staff({ twoFactorSecret: 'abc' }), 'staff[0].twoFactorSecret must be base32'],
    [
      staff({ password: 'x', passwordHash: '5baa61e4c9b93f3f0682250b6cf8331b7ee68fd8' }),
      'staff[0].passwordHash stands beside a password',
    ],
    [user({ email: undefined }), 'users[0].email is missing'],
    [user({ role: 'admin' }), 'users[0].role is unknown'],
    [apiToken({ token: 'two words' }), 'apiTokens[0].token must be 1 to 255 visible ASCII characters'],
    [
      apiToken({ permissions: ['users/read', 'users/fly'] }),
      'apiTokens[0].permissions[1] is not a permission',
    ],
    [apiToken({ permissions: 'all' }), 'apiTokens[0].permissions must be a list'],
    [apiToken({ allowedAddresses: [1] }), 'apiTokens[0].allowedAddresses[0] must be a text'],
  ])('refuses %j', ([content, fault]) => {
    expect(faultsOf(content)).toEqual([expect.stringContaining(fault)]);
  });

  it('names every fault at once, each with its place', () => {
    const faults = faultsOf({
      departments: [
        { id: 1, name: 'General' },
        { id: 'two', name: 'Sales' },
      ],
      users: [
        { fullName: 'A', email: 'a@example.com' },
        { fullName: 'B', email: 'b at example.com', age: 7 },
      ],
      extra: 1,
    });
    expect(faults).toEqual([
      'extra is unknown',
      'departments[1].id must be a whole number from 1 to 2000000000',
      'users[1].age is unknown',
      'users[1].email is not an e-mail address',
    ]);
  });

  it('refuses what two entries cannot both have', () => {
    const faults = faultsOf({
      departments: [
        { id: 1, name: 'A', slug: 'same' },
        { id: 1, name: 'B', slug: 'same' },
      ],
      staff: [
        { id: 2, username: 'bob', fullName: 'Bob', email: 'bob@example.com' },
        { id: 2, username: 'BOB', fullName: 'Bob', email: 'Bob@Example.com' },
      ],
      users: [
        { fullName: 'A', email: 'bob@example.com', username: 'Bob' },
        { fullName: 'B', email: 'BOB@example.com' },
      ],
      apiTokens: [
        { name: 'a', token: 'same' },
        { name: 'b', token: 'same' },
      ],
    });
    expect(faults).toEqual([
      'departments[1].id is that of departments[0] already',
      'departments[1].slug is that of departments[0] already',
      'staff[1].id is that of staff[0] already',
      'staff[1].email is that of staff[0] already',
      'users[1].email is that of users[0] already',
      'staff[1].username is that of staff[0] already',
      'users[0].username is that of staff[0] already',
      'apiTokens[1].token is that of apiTokens[0] already',
    ]);
  });

  it('shows fifty faults and counts the rest', () => {
    const users = Array.from({ length: 60 }, () => ({ fullName: 'A' }));
    expect(() => read({ users })).toThrow(/^The file has 60 faults:\n  users\[0\]\.email is missing\n/);
    expect(() => read({ users })).toThrow(/users\[49\]\.email is missing\n  … and 10 more$/);
  });
});
