import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FLAVOURS } from '../../support/database.js';
import { json, multipart, urlencoded, type Answer } from '../../support/wire.js';
import { openDesk, read, basic, PASSWORD, TOKENS, type DjangoDesk, type Who } from './desk.js';

const REQUIRED = ['This field is required.'];
const NULL = ['This field may not be null.'];
const EXE = ['Unsupported file extension: .exe'];
const EMPTY = ['The submitted file is empty.'];
const DENIED = { detail: 'You do not have permission to perform this action.' };
const NOBODY = { detail: 'Authentication credentials were not provided.' };
const WRONG = { detail: 'Invalid username/password.' };

interface Followup {
  id: number;
  ticket: number;
  user: number | null;
  title: string | null;
  comment: string;
  public: boolean;
  new_status: number | null;
  time_spent: string | null;
  followupattachment_set: { id: number; file: string; filename: string; mime_type: string; size: number }[];
  date: string;
}
interface Ticket {
  id: number;
  status: number;
  followup_set: Followup[];
  [field: string]: unknown;
}

const PDF = Buffer.from('%PDF-1.4\n%%EOF\n');
const JPG = Buffer.from('ffd8ffe000104a46494600010100000100010000ffd9', 'hex');

const file = (
  field: string,
  filename: string,
  content: string | Buffer = 'some words',
  type = 'text/plain',
) => ({
  field,
  filename,
  type,
  content: Buffer.from(content as string),
});

/** The contract: sections 1 and 6.1 of what is known of django-helpdesk. */
describe.each(FLAVOURS)('the django-helpdesk API on %s', (flavour) => {
  let desk: DjangoDesk;
  beforeAll(async () => {
    desk = await openDesk(flavour);
  });
  afterAll(() => desk?.server.stop());

  const expectBody = (answer: Answer, status: number, body: unknown): void => {
    expect([answer.status, JSON.parse(answer.text)]).toEqual([status, body]);
    expect(answer.contentType).toBe('application/json');
  };
  const NEW = {
    queue: 1,
    title: 'Test title',
    description: 'Text\nlines',
    submitter_email: 'test@mail.com',
    priority: 4,
  };
  const open = async (fields: object = {}, who: Who = 'susan'): Promise<Ticket> => {
    const answer = await desk.ask('POST', 'tickets/', { ...NEW, ...fields }, who);
    expect(answer.status, answer.text).toBe(201);
    return read(answer);
  };
  const show = async (id: number): Promise<Ticket> => read(await desk.ask('GET', `tickets/${id}/`));
  const list = async (path: string, who: Who = 'susan'): Promise<Ticket[]> =>
    read(await desk.ask('GET', path, undefined, who));
  const say = async (fields: object, who: Who = 'susan'): Promise<Followup> => {
    const answer = await desk.ask('POST', 'followups/', fields, who);
    expect(answer.status, answer.text).toBe(201);
    return read(answer);
  };

  describe('who may call', () => {
    it.each<[string, Record<string, string>, object]>([
      ['nobody', {}, NOBODY],
      ['a wrong password', { authorization: basic('susan', 'wrong') }, WRONG],
      ['an unknown account', { authorization: basic('no.body', 'x') }, WRONG],
      ['a disabled account', { authorization: basic('gone') }, WRONG],
      [
        'a header without credentials',
        { authorization: 'Basic' },
        { detail: 'Invalid basic header. No credentials provided.' },
      ],
      [
        'credentials with a blank',
        { authorization: 'Basic abc def' },
        { detail: 'Invalid basic header. Credentials string should not contain spaces.' },
      ],
      [
        'credentials that are no base64',
        { authorization: 'Basic abcde' },
        { detail: 'Invalid basic header. Credentials not correctly base64 encoded.' },
      ],
      ['an unknown token', { authorization: 'Token nope' }, { detail: 'Invalid token.' }],
      ['an unknown bearer', { authorization: 'Bearer nope' }, { detail: 'Invalid token.' }],
      ['a user', { authorization: basic('ann') }, DENIED],
    ])('refuses %s by 403, before it looks at verb or body', async (_, headers, body) => {
      for (const [method, path] of [
        ['GET', 'tickets/'],
        ['POST', 'tickets/'],
        ['GET', 'users/'],
        ['DELETE', 'followups/1/'],
      ] as const) {
        const answer = await desk.ask(method, path, undefined, null, headers);
        expectBody(answer, 403, body);
        expect(answer.headers['www-authenticate']).toBeUndefined();
      }
    });

    it('takes Basic, a bearer, and `Token` as Django REST Framework has it', async () => {
      for (const authorization of [basic('susan'), `Bearer ${TOKENS.desk}`, `Token ${TOKENS.desk}`])
        expect((await desk.ask('GET', 'tickets/', undefined, null, { authorization })).status).toBe(200);
    });

    it('takes the sessions of the native API, of staff and of users', async () => {
      const session = async (username: string, door = 'auth'): Promise<Record<string, string>> => {
        const body = json({ username, password: PASSWORD });
        const answer = await desk.ask('POST', `/api/v1/${door}/login`, body, null);
        return { authorization: `Bearer ${read<{ accessToken: string }>(answer).accessToken}` };
      };
      const susan = await session('susan');
      const answer = await desk.ask('POST', 'tickets/', NEW, null, susan);
      expect([answer.status, read<Ticket>(answer).followup_set[0]!.user], answer.text).toEqual([201, 2]);
      const ann = await session('ann', 'user-auth');
      expectBody(await desk.ask('GET', 'tickets/', undefined, null, ann), 403, DENIED);
      expect((await desk.ask('GET', 'user_tickets/', undefined, null, ann)).status).toBe(200);
      const forged = { authorization: `${susan['authorization']!.slice(0, -4)}AAAA` };
      expectBody(await desk.ask('GET', 'tickets/', undefined, null, forged), 403, {
        detail: 'Invalid token.',
      });
      // The bare `/api` takes Basic and no bearer for this API: that one is of HelpDeskZ there.
      expect((await desk.ask('GET', '/api/tickets/', undefined, null, susan)).text).toContain('"error":1');
      expect((await desk.ask('GET', '/helpdesk/api/tickets/', undefined, null, susan)).status).toBe(200);
    });

    it('takes a password that Django kept, and keeps it better from then on', async () => {
      for (let time = 0; time < 2; time++)
        expect((await desk.ask('GET', 'tickets/', undefined, 'django')).status).toBe(200);
      expectBody(
        await desk.ask('GET', 'tickets/', undefined, null, { authorization: basic('django', 'x') }),
        403,
        WRONG,
      );
    });

    it('asks a token for the right to each act', async () => {
      const { id } = await open();
      const asTokens = (authorization: string) => ({ authorization });
      const reads = asTokens(`Token ${TOKENS.reads}`);
      expect((await desk.ask('GET', `tickets/${id}/`, undefined, null, reads)).status).toBe(200);
      expectBody(await desk.ask('PATCH', `tickets/${id}/`, { title: 'x' }, null, reads), 403, DENIED);
      expectBody(await desk.ask('POST', 'tickets/', NEW, null, reads), 403, DENIED);
      const all = asTokens(`Token ${TOKENS.desk}`);
      expect((await desk.ask('PATCH', `tickets/${id}/`, { title: 'x' }, null, all)).status).toBe(200);
      expectBody(await desk.ask('DELETE', `tickets/${id}/`, undefined, null, all), 403, DENIED);
    });
  });

  describe('what is there', () => {
    it('shows the root to anybody, in the words of the caller', async () => {
      for (const root of ['/api/', '/helpdesk/api/', '/django-helpdesk/api/']) {
        const answer = await desk.ask('GET', root, undefined, null);
        const at = `${desk.server.url}${root}`;
        expect(answer.text).toBe(
          `{"tickets":"${at}tickets/","user_tickets":"${at}user_tickets/","followups":"${at}followups/",` +
            `"followups-attachments":"${at}followups-attachments/","users":"${at}users/"}`,
        );
      }
      const wrong = await desk.ask('GET', '/django-helpdesk/api/', undefined, null, {
        authorization: 'Basic',
      });
      expect(wrong.status).toBe(403);
    });

    it.each([
      ['PUT', 'tickets/', 'GET, POST, HEAD, OPTIONS'],
      ['POST', 'tickets/1/', 'GET, PUT, PATCH, DELETE, HEAD, OPTIONS'],
      ['DELETE', 'followups/', 'GET, POST, HEAD, OPTIONS'],
      ['POST', 'user_tickets/', 'GET, HEAD, OPTIONS'],
      ['GET', 'users/', 'POST, OPTIONS'],
      ['DELETE', 'users/', 'POST, OPTIONS'],
      ['POST', 'followups/1/', 'GET, PUT, PATCH, DELETE, HEAD, OPTIONS'],
      ['PATCH', 'followups-attachments/', 'GET, POST, HEAD, OPTIONS'],
      ['POST', 'followups-attachments/1/', 'GET, PUT, PATCH, DELETE, HEAD, OPTIONS'],
      ['PATCH', 'user_tickets/1/', 'GET, HEAD, OPTIONS'],
      ['PUT', 'users/', 'POST, OPTIONS'],
      ['POST', '/django-helpdesk/api/', 'GET, HEAD, OPTIONS'],
    ])('refuses %s %s by 405 and says what it takes', async (method, path, allow) => {
      const answer = await desk.ask(method, path);
      expectBody(answer, 405, { detail: `Method "${method}" not allowed.` });
      expect(answer.headers.allow).toBe(allow);
    });

    it('says with every answer what the place takes', async () => {
      const answer = await desk.ask('GET', 'tickets/');
      expect(answer.headers).toMatchObject({ allow: 'GET, POST, HEAD, OPTIONS', vary: 'Accept, Cookie' });
      expect((await desk.ask('OPTIONS', 'tickets/1/')).text).toContain('"name":"Ticket Instance"');
      expectBody(await desk.ask('OPTIONS', 'tickets/', undefined, null), 403, NOBODY);
    });

    it('answers with Django’s page where there is no path', async () => {
      for (const path of ['foo/', 'users/3/', 'tickets/1/2/']) {
        const answer = await desk.ask('GET', path);
        expect([answer.status, answer.contentType]).toEqual([404, 'text/html; charset=utf-8']);
      }
    });

    it.each([
      ['tickets/999999/', 'No Ticket matches the given query.'],
      ['tickets/99999999999/', 'No Ticket matches the given query.'],
      ['tickets/abc/', 'Not found.'],
      ['followups/999999/', 'No FollowUp matches the given query.'],
      ['followups-attachments/999999/', 'No FollowUpAttachment matches the given query.'],
      ['tickets/?format=yaml', 'Not found.'],
    ])('answers %s by 404: %s', async (path, detail) => {
      expectBody(await desk.ask('GET', path), 404, { detail });
    });

    it('speaks JSON, whatever a browser asks for, and says so to who wants another', async () => {
      const accepting = (accept: string) => desk.ask('GET', 'tickets/', undefined, 'susan', { accept });
      for (const accept of ['application/json', 'text/html,application/xml;q=0.9', '*/*'])
        expect([(await accepting(accept)).status, (await accepting(accept)).contentType]).toEqual([
          200,
          'application/json',
        ]);
      expectBody(await accepting('application/xml'), 406, {
        detail: 'Could not satisfy the request Accept header.',
      });
    });

    it('has every path with and without its last slash, and as `.json`', async () => {
      const { id } = await open();
      for (const path of [
        `tickets/${id}`,
        `tickets/${id}/`,
        `tickets/${id}.json`,
        `tickets/${id}/?format=json`,
      ])
        expect(read<Ticket>(await desk.ask('GET', path)).id).toBe(id);
      expect((await desk.ask('GET', 'tickets.json')).status).toBe(200);
      expect((await desk.ask('PATCH', `tickets/${id}`, { title: 'New' })).status).toBe(200);
      expect((await desk.ask('PUT', `tickets/${id}`, { queue: 1, title: 'Newer' })).status).toBe(200);
      expect((await desk.ask('DELETE', `tickets/${id}`)).status).toBe(204);
    });

    it('is where the clients look for it, by Basic', async () => {
      for (const path of ['/api/tickets/', '/helpdesk/api/tickets/', '/django-helpdesk/api/tickets/'])
        expect(read<Ticket>(await desk.ask('POST', path, NEW)).status).toBe(1);
    });
  });

  describe('what is sent', () => {
    it.each(
      [
        ['', 400, 'queue'],
        ['nonsense', 'Expecting value: line 1 column 1 (char 0)'],
        ['{bad', 'Expecting property name enclosed in double quotes: line 1 column 2 (char 1)'],
        ['{"a" 1}', "Expecting ':' delimiter: line 1 column 6 (char 5)"],
        ['{"a":1 "b"}', "Expecting ',' delimiter: line 1 column 8 (char 7)"],
        ['{"a":\n1} x', 'Extra data: line 2 column 4 (char 9)'],
        ['{"a":"b', 'Unterminated string starting at: line 1 column 6 (char 5)'],
        ['{"a":[1,]}', 'Expecting value: line 1 column 9 (char 8)'],
      ].filter(([, message]) => typeof message === 'string') as [string, string][],
    )('names the fault of the JSON %j as Python does', async (text, message) => {
      const body = { type: 'application/json', bytes: Buffer.from(text) };
      expectBody(await desk.ask('POST', 'tickets/', body), 400, { detail: `JSON parse error - ${message}` });
      expectBody(await desk.ask('POST', 'tickets/', body, null), 403, NOBODY);
    });

    it('wants an object', async () => {
      for (const [value, type] of [
        [[], 'list'],
        ['x', 'str'],
        [7, 'int'],
      ] as const)
        expectBody(await desk.ask('POST', 'tickets/', json(value)), 400, {
          non_field_errors: [`Invalid data. Expected a dictionary, but got ${type}.`],
        });
    });

    it('refuses a type that it does not read by 415', async () => {
      const body = { type: 'text/plain', bytes: Buffer.from('queue=1') };
      expectBody(await desk.ask('POST', 'tickets/', body), 415, {
        detail: 'Unsupported media type "text/plain" in request.',
      });
    });

    it('reads forms as well', async () => {
      const fields = { queue: '1', title: ' T ', description: 'D', priority: '', due_date: '' };
      for (const body of [urlencoded(fields), multipart(fields)]) {
        const ticket = read<Ticket>(await desk.ask('POST', 'tickets/', body));
        expect(ticket).toMatchObject({ title: 'T', priority: 3, due_date: null, submitter_email: '' });
      }
    });
  });

  describe('a new ticket', () => {
    it('is 403 for nobody and for users (6.1.1, 6.1.2)', async () => {
      expectBody(await desk.ask('POST', 'tickets/', NEW, null), 403, NOBODY);
      expectBody(await desk.ask('POST', 'tickets/', NEW, 'ann'), 403, DENIED);
    });

    it('needs a queue and a title, and is not there without (6.1.3)', async () => {
      const before = (await list('tickets/')).length;
      expectBody(await desk.ask('POST', 'tickets/', {}), 400, { queue: REQUIRED, title: REQUIRED });
      expectBody(await desk.ask('POST', 'tickets/'), 400, { queue: REQUIRED, title: REQUIRED });
      expect((await list('tickets/')).length).toBe(before);
    });

    it('says what a date looks like, and is not there (6.1.4)', async () => {
      const before = (await list('tickets/')).length;
      for (const due_date of ['monday, 1st of may 2022', '2022-02-30', 7])
        expectBody(await desk.ask('POST', 'tickets/', { ...NEW, due_date }), 400, {
          due_date: [
            'Datetime has wrong format. Use one of these formats instead: YYYY-MM-DDThh:mm[:ss[.uuuuuu]][+HH:MM|-HH:MM|Z].',
          ],
        });
      expect((await list('tickets/')).length).toBe(before);
    });

    it('is answered as it is, key by key (6.1.5)', async () => {
      const answer = await desk.ask('POST', 'tickets/', NEW);
      const ticket = read<Ticket>(answer);
      const [opening] = ticket.followup_set;
      expect(answer.text).toBe(
        `{"id":${ticket.id},"queue":1,"title":"Test title","description":"Text\\nlines","resolution":null,` +
          `"submitter_email":"test@mail.com","assigned_to":null,"status":1,"on_hold":false,"priority":4,"due_date":null,` +
          `"merged_to":null,"followup_set":[{"id":${opening!.id},"ticket":${ticket.id},"user":2,"title":"Ticket Opened",` +
          `"comment":"Text\\nlines","public":true,"new_status":null,"time_spent":null,"followupattachment_set":[],` +
          `"date":"${opening!.date}","message_id":null}]}`,
      );
      expect(opening!.date).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3}000)?Z$/);
      expect(answer.headers.location).toBeUndefined();
      expect((await desk.ask('GET', `tickets/${ticket.id}/`)).text).toBe(answer.text);
    });

    it('takes all fields, and begins as open and unmerged whatever they say (6.1.6)', async () => {
      const other = await open();
      const ticket = await open(
        {
          resolution: 'Resolved',
          assigned_to: 4,
          status: 3,
          on_hold: true,
          due_date: '2022-04-10T15:06:00+02:00',
          merged_to: other.id,
        },
        'admin',
      );
      expect(ticket).toMatchObject({
        resolution: null,
        assigned_to: 4,
        status: 1,
        on_hold: false,
        due_date: '2022-04-10T13:06:00Z',
        merged_to: null,
      });
      expect(ticket.followup_set).toMatchObject([{ title: 'Ticket Opened & Assigned to OTHER', user: 1 }]);
    });

    it.each([
      ['2024-05-01', '2024-05-01T00:00:00Z'],
      ['2024-05-01 10:30', '2024-05-01T10:30:00Z'],
      ['2024-05-01T10:30:05.123456Z', '2024-05-01T10:30:05.123000Z'],
      ['2024-05-01T10:30-0500', '2024-05-01T15:30:00Z'],
    ])('takes the date %s', async (due_date, shown) => {
      expect((await open({ due_date })).due_date).toBe(shown);
    });

    it.each<[string, object]>([
      ['queue', { queue: 99 }],
      ['queue', { queue: 'abc' }],
      ['queue', { queue: null }],
      ['queue', { queue: [1] }],
      ['title', { title: '  ' }],
      ['title', { title: null }],
      ['title', { title: 'x'.repeat(201) }],
      ['title', { title: true }],
      ['submitter_email', { submitter_email: 'no address' }],
      ['status', { status: 9 }],
      ['priority', { priority: 9 }],
      ['priority', { priority: null }],
      ['on_hold', { on_hold: 'maybe' }],
      ['assigned_to', { assigned_to: 99 }],
      ['assigned_to', { assigned_to: 3 }],
      ['merged_to', { merged_to: 999_999 }],
      ['body', { description: ' ' }],
      ['body', { description: null }],
      ['description', { description: undefined }],
      ['attachment', { attachment: 'a.txt' }],
    ])('says of %s what is wrong: %o', async (field, fields) => {
      const answer = await desk.ask('POST', 'tickets/', { ...NEW, ...fields });
      expect([answer.status, Object.keys(read(answer))]).toEqual([400, [field]]);
      const key = `${field} ${JSON.stringify(fields)}`.slice(0, 60);
      expect(read<Record<string, string[]>>(answer)[field]).toEqual([FAULTS[key]]);
    });

    it('says all that is wrong at once, in the order of its fields', async () => {
      const answer = await desk.ask('POST', 'tickets/', { title: '', status: 0, due_date: 'x' });
      expect(Object.keys(read(answer))).toEqual(['queue', 'title', 'status', 'due_date']);
    });

    it('is given to the requester with the address, whatever its case', async () => {
      expect((await open({ submitter_email: 'ANN@example.com' })).submitter_email).toBe('ann@example.com');
      expect((await open({ submitter_email: null })).submitter_email).toBe('');
    });

    it('takes a file, whose address opens without signing in (6.1.11)', async () => {
      const fields = { queue: '1', title: 'File', description: 'd', priority: '4' };
      const picture = file('attachment', 'file.jpg', JPG, 'image/jpg');
      const answer = await desk.ask('POST', 'tickets/', multipart(fields, [picture]));
      expect(answer.status, answer.text).toBe(201);
      const [shown] = read<Ticket>(answer).followup_set[0]!.followupattachment_set;
      expect(shown).toMatchObject({ filename: 'file.jpg', mime_type: 'image/jpeg', size: JPG.length });
      expect(Object.keys(shown!)).toEqual(['id', 'followup', 'file', 'filename', 'mime_type', 'size']);
      expect(shown!.file.startsWith(`${desk.server.url}/`)).toBe(true);
      expect(Buffer.from(await (await fetch(shown!.file)).arrayBuffer())).toEqual(JPG);
      const days =
        (Number(new URL(shown!.file).searchParams.get('expires')) * 1000 - Date.now()) / 86_400_000;
      expect(days).toBeGreaterThan(7);
      expect(days).toBeLessThan(7.1);
    });

    it.each([
      ['a.exe', 'x', 'Unsupported file extension: .exe'],
      ['a.txt', '', 'The submitted file is empty.'],
    ])('refuses the file %s', async (name, content, message) => {
      const fields = { queue: '1', title: 'File', description: 'd' };
      const body = multipart(fields, [file('attachment', name, content)]);
      expectBody(await desk.ask('POST', 'tickets/', body), 400, { attachment: [message] });
    });
  });

  describe('a ticket that is', () => {
    const everything = (other: number) => ({
      queue: 3,
      title: 'Title',
      description: 'Description',
      resolution: 'Resolution',
      submitter_email: 'test2@mail.com',
      assigned_to: 4,
      status: 3,
      on_hold: true,
      priority: 1,
      due_date: '2022-04-10T15:06:00Z',
      merged_to: other,
    });

    it('is replaced, every field of it (6.1.7), with an event and without a reply', async () => {
      const [{ id }, other] = [await open(), await open()];
      const answer = await desk.ask('PUT', `tickets/${id}/`, everything(other.id));
      expect([answer.status, read(answer)]).toMatchObject([200, everything(other.id)]);
      const ticket = await show(id);
      expect(ticket).toMatchObject(everything(other.id));
      expect(ticket.followup_set).toHaveLength(1);
      // Once more, and with its own words: nothing changes.
      const { version } = await desk.native<{ version: number }>(`/tickets/${id}`);
      expect((await desk.ask('PUT', `tickets/${id}/`, ticket)).status).toBe(200);
      expect(await show(id)).toEqual(ticket);
      expect((await desk.native<{ version: number }>(`/tickets/${id}`)).version).toBe(version);
      const back = await desk.ask('PATCH', `tickets/${id}/`, {
        merged_to: null,
        resolution: '',
        assigned_to: null,
      });
      expect(read(back)).toMatchObject({ merged_to: null, resolution: null, assigned_to: null, status: 3 });
    });

    it('needs but queue and title in a PUT; what is absent stays', async () => {
      const { id } = await open({ due_date: '2024-05-01' });
      const answer = await desk.ask('PUT', `tickets/${id}/`, { queue: 1, title: 'Other' });
      expect(read(answer)).toMatchObject({
        title: 'Other',
        description: NEW.description,
        priority: 4,
        due_date: '2024-05-01T00:00:00Z',
        submitter_email: 'test@mail.com',
      });
      expectBody(await desk.ask('PUT', `tickets/${id}/`, {}), 400, { queue: REQUIRED, title: REQUIRED });
    });

    it('keeps what stands there, blanks and all, when it is put back as it was got', async () => {
      const { id } = await desk.native<{ id: number }>('/tickets', {
        method: 'POST',
        body: JSON.stringify({
          departmentId: 1,
          subject: ' Blank ',
          body: '\n*words* \n',
          bodyFormat: 'markdown',
        }),
      });
      const shown = await show(id);
      expect(shown).toMatchObject({ title: ' Blank ', description: '\n*words* \n' });
      // Susan did not write it: a change of it would be refused.
      expectBody(await desk.ask('PUT', `tickets/${id}/`, shown), 200, shown);
      const form = urlencoded({ queue: '1', title: ' Blank ', description: ' mine ' });
      expectBody(await desk.ask('PATCH', `tickets/${id}/`, form), 403, DENIED);
      expectBody(await desk.ask('PATCH', `tickets/${id}/`, { title: 'half \ud83d' }), 400, {
        title: ['Surrogate characters are not allowed: U+D83D.'],
      });
      expect(await show(id)).toEqual(shown);
    });

    it('is off hold after the PUT of a form without a tick', async () => {
      const { id } = await open();
      await desk.ask('PATCH', `tickets/${id}/`, { on_hold: true });
      expect(read(await desk.ask('PATCH', `tickets/${id}/`, urlencoded({ title: 'x' })))).toMatchObject({
        on_hold: true,
      });
      const answer = await desk.ask('PUT', `tickets/${id}/`, urlencoded({ queue: '1', title: 'x' }));
      expect(read(answer)).toMatchObject({ on_hold: false });
    });

    it('is changed in part (6.1.8), and the old words stay in the history', async () => {
      const {
        id,
        followup_set: [opening],
      } = await open();
      const answer = await desk.ask('PATCH', `tickets/${id}/`, { description: 'New description' });
      expect([answer.status, read<Ticket>(answer)['description']]).toEqual([200, 'New description']);
      const { items } = await desk.native<{ items: { body: string }[] }>(`/messages/${opening!.id}/history`);
      expect(items).toMatchObject([{ body: NEW.description }]);
    });

    it('is changed without a mail, unlike a follow-up', async () => {
      const { id } = await open({ submitter_email: 'mailed@example.com' });
      await desk.ask('PATCH', `tickets/${id}/`, { status: 4, assigned_to: 4 });
      await say({ ticket: id, comment: 'A word', public: true });
      const events = async () =>
        (await desk.native<{ items: { event: string }[] }>(`/outbound-mails?ticketId=${id}`)).items.map(
          ({ event }) => event,
        );
      // The outbox goes in order: what came before the reply is there by then.
      await expect.poll(events, { timeout: 10_000 }).toContain('staff_reply');
      expect(await events()).not.toContain('ticket_closed');
      const { items } = await desk.native<{ items: { type: string }[] }>(`/tickets/${id}/events`);
      expect(items.map(({ type }) => type)).toContain('ticket.changed');
    });

    it('keeps the status that a number reads as already', async () => {
      const { id } = await open();
      await say({ ticket: id, comment: 'hello', public: true });
      const nativeStatus = async () => (await desk.native<{ status: string }>(`/tickets/${id}`)).status;
      expect(await nativeStatus()).toBe('answered');
      await desk.ask('PATCH', `tickets/${id}/`, { status: 1 });
      expect(await nativeStatus()).toBe('answered');
      for (const [number, status] of [
        [2, 'reopened'],
        [3, 'resolved'],
        [4, 'closed'],
        [5, 'duplicate'],
        [1, 'open'],
      ] as const) {
        const answer = await desk.ask('PATCH', `tickets/${id}/`, { status: number });
        expect([read<Ticket>(answer).status, await nativeStatus()]).toEqual([number, status]);
      }
    });

    it('says what is wrong with a change, and changes nothing then', async () => {
      const { id } = await open();
      const before = await show(id);
      for (const [fields, faults] of [
        [{ title: '' }, { title: ['This field may not be blank.'] }],
        [{ merged_to: id }, { merged_to: ['There is no such other ticket.'] }],
        [
          { assigned_to: 3, description: 'x' },
          { assigned_to: ['Select a valid choice. 3 is not one of the available choices.'] },
        ],
        [{ description: 'changed', queue: 99 }, { queue: ['Invalid pk "99" - object does not exist.'] }],
      ] as const)
        expectBody(await desk.ask('PATCH', `tickets/${id}/`, fields), 400, faults);
      // The queue is not susan's: all of it is refused.
      expectBody(
        await desk.ask('PATCH', `tickets/${id}/`, { description: 'changed', queue: 2 }),
        403,
        DENIED,
      );
      expect(await show(id)).toEqual(before);
    });

    it('is deleted without a word (6.1.9), where the desk lets staff do that', async () => {
      const { id } = await open();
      const allow = (value: boolean) =>
        desk.native('/settings', {
          method: 'PATCH',
          body: JSON.stringify({ dialect_staff_may_delete: value }),
        });
      await allow(false);
      expectBody(await desk.ask('DELETE', `tickets/${id}/`), 403, DENIED);
      await allow(true);
      const answer = await desk.ask('DELETE', `tickets/${id}/`);
      expect([answer.status, answer.text]).toEqual([204, '']);
      expectBody(await desk.ask('GET', `tickets/${id}/`), 404, {
        detail: 'No Ticket matches the given query.',
      });
    });

    it('of another department does not exist, for any verb', async () => {
      const secret = await open({ queue: 2 }, 'other');
      const paths = [`tickets/${secret.id}/`, `followups/${secret.followup_set[0]!.id}/`];
      for (const path of paths)
        for (const method of ['GET', 'PUT', 'PATCH', 'DELETE']) {
          const answer = await desk.ask(
            method,
            path,
            method === 'GET' ? undefined : { queue: 1, title: 'mine' },
          );
          // Who may not delete any follow-up is not told which there are.
          expect(answer.status, `${method} ${path}`).toBe(
            path.startsWith('f') && method === 'DELETE' ? 403 : 404,
          );
        }
      expectBody(await desk.ask('POST', 'followups/', { ticket: secret.id }), 400, {
        ticket: [`Invalid pk "${secret.id}" - object does not exist.`],
      });
      expectBody(await desk.ask('POST', 'tickets/', { ...NEW, merged_to: secret.id }), 400, {
        merged_to: [`Invalid pk "${secret.id}" - object does not exist.`],
      });
      for (const path of ['tickets/', 'followups/'])
        expect((await list(path)).filter((one) => (one['ticket'] ?? one.id) === secret.id)).toEqual([]);
      for (const who of ['other', 'boss', 'admin'])
        expect((await desk.ask('GET', paths[0]!, undefined, who)).status).toBe(200);
    });
  });

  describe('lists', () => {
    it('are complete, in order of id', async () => {
      const mine = [(await open()).id, (await open()).id];
      const found = await list('tickets/');
      const ids = found.map(({ id }) => id);
      expect(ids).toEqual(ids.toSorted((a, b) => a - b));
      expect(ids.slice(-2)).toEqual(mine);
      expect(found.at(-1)).toEqual(await show(mine[1]!));
    });

    it('are narrowed by numbers and by names of statuses', async () => {
      const numbers = [1, 2, 3, 4, 5];
      for (const status of numbers) await desk.ask('PATCH', `tickets/${(await open()).id}/`, { status });
      const statusesOf = async (query: string, who: Who = 'susan') =>
        [...new Set((await list(`tickets/?status=${query}`, who)).map(({ status }) => status))].toSorted();
      for (const who of ['susan', 'admin']) {
        for (const number of numbers) expect(await statusesOf(String(number), who)).toEqual([number]);
        expect(await statusesOf('Open,resolved', who)).toEqual([1, 3]);
        expect(await statusesOf('2,Closed,nonsense', who)).toEqual([2, 4]);
        expect(await statusesOf('nonsense', who)).toEqual(numbers);
      }
    });

    it('filter single tickets too, as the original does', async () => {
      const { id } = await open();
      expect((await desk.ask('GET', `tickets/${id}/?status=1`)).status).toBe(200);
      expect((await desk.ask('GET', `tickets/${id}/?status=3`)).status).toBe(404);
      expect((await desk.ask('DELETE', `tickets/${id}/?status=3`)).status).toBe(404);
    });
  });

  describe('follow-ups', () => {
    it('take two files (6.1.12), by name', async () => {
      const { id } = await open();
      const body = multipart({ ticket: String(id), title: 'Test', comment: 'Test answer' }, [
        file('attachments', 'file.jpg', JPG, 'image/jpg'),
        file('attachments', 'doc.pdf', PDF, 'application/pdf'),
      ]);
      const answer = await desk.ask('POST', 'followups/', body);
      expect(answer.status, answer.text).toBe(201);
      const followup = read<Followup>(answer);
      expect(followup).toMatchObject({
        ticket: id,
        user: 2,
        title: 'Test',
        comment: 'Test answer',
        public: false,
      });
      expect(followup.followupattachment_set).toMatchObject([
        { filename: 'doc.pdf', mime_type: 'application/pdf', size: PDF.length },
        { filename: 'file.jpg', mime_type: 'image/jpeg', size: JPG.length },
      ]);
      expect((await show(id)).followup_set[1]).toEqual(followup);
      expectBody(await desk.ask('GET', `followups/${followup.id}`), 200, followup);
    });

    it('never rename their ticket', async () => {
      const { id, title } = await open();
      expect((await say({ ticket: id, title: 'Another title' })).title).toBe('Another title');
      expect(await show(id)).toMatchObject({ title });
      expect((await say({ ticket: id })).title).toBe(title);
      expect((await say({ ticket: id, new_status: 4 })).title).toBe(`${String(title)} and Closed`);
    });

    it('reply, set the status and count the time in one act', async () => {
      const { id } = await open();
      const followup = await say({
        ticket: id,
        comment: 'Fixed: {{ ticket.title }}',
        public: true,
        new_status: 3,
        time_spent: '1 02:30:00',
      });
      expect(followup).toMatchObject({
        comment: 'Fixed: {{ ticket.title }}',
        public: true,
        new_status: 3,
        time_spent: '1 02:30:00',
      });
      expect(await show(id)).toMatchObject({ status: 3, resolution: 'Fixed: {{ ticket.title }}' });
      expect(await desk.native(`/tickets/${id}`)).toMatchObject({ status: 'resolved', minutes: 1590 });
    });

    it('keep a private word out of the resolution', async () => {
      const { id } = await open();
      expect(await say({ ticket: id, comment: 'for us', new_status: 3 })).toMatchObject({
        new_status: 3,
        public: false,
      });
      await say({ ticket: id, comment: 'for us, too' });
      expect(await show(id)).toMatchObject({ status: 3, resolution: null });
    });

    it.each([
      ['90', '00:02:00'],
      ['10:00', '00:10:00'],
      ['P1DT2H', '1 02:00:00'],
      ['PT20S', '00:01:00'],
      [7200, '02:00:00'],
    ])('take the duration %s', async (time_spent, shown) => {
      const { id } = await open();
      expect((await say({ ticket: id, time_spent })).time_spent).toBe(shown);
    });

    it('say what is wrong with them', async () => {
      const { id } = await open();
      for (const [fields, faults] of [
        [{}, { ticket: REQUIRED }],
        [{ ticket: id, new_status: 9 }, { new_status: ['"9" is not a valid choice.'] }],
        [
          { ticket: id, time_spent: 'long' },
          {
            time_spent: [
              'Duration has wrong format. Use one of these formats instead: [DD] [HH:[MM:]]ss[.uuuuuu].',
            ],
          },
        ],
        [{ ticket: id, attachments: 'x' }, { attachments: ['Expected a list of items but got type "str".'] }],
      ] as const)
        expectBody(await desk.ask('POST', 'followups/', fields), 400, faults);
      const asText = multipart({ ticket: String(id), attachments: 'no file' });
      expectBody(await desk.ask('POST', 'followups/', asText), 400, {
        attachments: { '0': ['The submitted data was not a file. Check the encoding type on the form.'] },
      });
      const bad = multipart({ ticket: String(id) }, [
        file('attachments', 'a.txt'),
        file('attachments', 'b.exe'),
      ]);
      expectBody(await desk.ask('POST', 'followups/', bad), 400, {
        attachments: { '1': ['Unsupported file extension: .exe'] },
      });
      expect((await show(id)).followup_set).toHaveLength(1);
    });

    it('are changed by their authors, and deleted by administrators', async () => {
      const { id } = await open();
      const { id: followup } = await say({ ticket: id, comment: 'tpyo', public: true, time_spent: '60' });
      const answer = await desk.ask('PATCH', `followups/${followup}`, {
        comment: 'typo',
        title: 'T',
        time_spent: '120',
      });
      expect(read(answer)).toMatchObject({
        comment: 'typo',
        title: 'T',
        time_spent: '00:02:00',
        public: true,
      });
      const same = await desk.ask('PUT', `followups/${followup}/`, read<Followup>(answer));
      expect([same.status, same.text]).toEqual([200, answer.text]);
      expectBody(await desk.ask('PUT', `followups/${followup}/`, { comment: 'x' }), 400, {
        ticket: REQUIRED,
      });
      expectBody(await desk.ask('PATCH', `followups/${followup}/`, { public: false }), 400, {
        public: ['A follow-up stays as it was sent: this cannot be changed.'],
      });
      expectBody(await desk.ask('PATCH', `followups/${followup}/`, { comment: 'x' }, 'boss'), 403, DENIED);
      expectBody(await desk.ask('DELETE', `followups/${followup}/`), 403, DENIED);
      expect((await desk.ask('DELETE', `followups/${followup}/`, undefined, 'admin')).status).toBe(204);
      expect((await show(id)).followup_set).toHaveLength(1);
    });
  });

  it('adds files to follow-ups, shows them, and deletes them for administrators', async () => {
    const {
      id,
      followup_set: [opening],
    } = await open();
    const answer = await desk.ask(
      'POST',
      'followups-attachments/',
      multipart({ followup: String(opening!.id) }, [file('file', 'late.txt')]),
    );
    expect(answer.status, answer.text).toBe(201);
    const added = read<{ id: number }>(answer);
    expect(added).toMatchObject({ followup: opening!.id, filename: 'late.txt', size: 10 });
    expect((await show(id)).followup_set[0]!.followupattachment_set).toEqual([added]);
    expectBody(await desk.ask('GET', `followups-attachments/${added.id}`), 200, added);
    expect((await list('followups-attachments/')).at(-1)).toEqual(added);
    expectBody(await desk.ask('POST', 'followups-attachments/', {}), 400, {
      followup: REQUIRED,
      file: REQUIRED,
    });
    const bad = multipart({ followup: '999999' }, [file('file', 'a.exe')]);
    expectBody(await desk.ask('POST', 'followups-attachments/', bad), 400, {
      followup: ['Invalid pk "999999" - object does not exist.'],
      file: ['Unsupported file extension: .exe'],
    });
    expect((await desk.ask('GET', `followups-attachments/${added.id}/`, undefined, 'other')).status).toBe(
      404,
    );
    expectBody(await desk.ask('DELETE', `followups-attachments/${added.id}/`), 403, DENIED);
    expect((await desk.ask('DELETE', `followups-attachments/${added.id}/`, undefined, 'admin')).status).toBe(
      204,
    );
  });

  describe('files of follow-ups', () => {
    const attach = async (followup: number, name = 'one.txt', content = 'one'): Promise<number> => {
      const body = multipart({ followup: String(followup) }, [file('file', name, content)]);
      const answer = await desk.ask('POST', 'followups-attachments/', body);
      expect(answer.status, answer.text).toBe(201);
      return read<{ id: number }>(answer).id;
    };
    const at = (id: number): string => `followups-attachments/${id}/`;

    it('are replaced by PUT and changed by PATCH', async () => {
      const { id: ticket, followup_set } = await open();
      const opening = String(followup_set[0]!.id);
      const id = await attach(followup_set[0]!.id);
      const form = (fields: Record<string, string>, ...files: ReturnType<typeof file>[]) =>
        multipart(fields, files);
      const put = await desk.ask('PUT', at(id), form({ followup: opening }, file('file', 'doc.pdf', PDF)));
      expect(put.status, put.text).toBe(200);
      const replaced = read<{ file: string }>(put);
      expect(replaced).toEqual({
        id,
        followup: followup_set[0]!.id,
        file: expect.stringContaining('/attachments/') as unknown,
        filename: 'doc.pdf',
        mime_type: 'application/pdf',
        size: PDF.length,
      });
      expect(Buffer.from(await (await fetch(replaced.file)).arrayBuffer())).toEqual(PDF);
      const renamed = await desk.ask('PATCH', at(id), { filename: 'paper.pdf', mime_type: 'x/y', size: 1 });
      expect(read(renamed)).toMatchObject({
        filename: 'paper.pdf',
        mime_type: 'application/pdf',
        size: PDF.length,
      });
      // What is the same changes nothing.
      const { version } = await desk.native<{ version: number }>(`/messages/${opening}`);
      expect(
        (await desk.ask('PATCH', at(id), { followup: Number(opening), filename: 'paper.pdf' })).text,
      ).toBe(renamed.text);
      expect((await desk.native<{ version: number }>(`/messages/${opening}`)).version).toBe(version);
      const reply = await say({ ticket, comment: 'with it', public: true });
      expect(read(await desk.ask('PATCH', at(id), { followup: reply.id }))).toMatchObject({
        followup: reply.id,
        filename: 'paper.pdf',
      });
      const told = (await show(ticket)).followup_set;
      expect(told.map(({ followupattachment_set }) => followupattachment_set.length)).toEqual([0, 1]);
      const { items } = await desk.native<{ items: { type: string }[] }>(`/tickets/${ticket}/events`);
      expect(items.filter(({ type }) => type === 'attachment.changed')).toHaveLength(3);
    });

    it('are said to be wrong as Django does, and stay as they were', async () => {
      const { followup_set } = await open();
      const id = await attach(followup_set[0]!.id);
      const before = (await desk.ask('GET', at(id))).text;
      const opening = String(followup_set[0]!.id);
      const NO_FILE = ['The submitted data was not a file. Check the encoding type on the form.'];
      for (const [method, body, faults] of [
        ['PUT', {}, { followup: REQUIRED, file: REQUIRED }],
        ['PUT', JSON.parse(before), { file: NO_FILE }],
        ['PATCH', { file: null, followup: null }, { followup: NULL, file: NULL }],
        ['PATCH', { file: '' }, { file: NO_FILE }],
        ['PATCH', { followup: 999_999 }, { followup: ['Invalid pk "999999" - object does not exist.'] }],
        ['PATCH', { filename: 'a.exe' }, { filename: ['Unsupported file extension: .exe'] }],
        // Allowed, but not what it is.
        ['PATCH', { filename: 'a.jpg' }, { filename: ['Unsupported file extension: .jpg'] }],
        ['PATCH', { size: 'x' }, { size: ['A valid integer is required.'] }],
        ['PUT', multipart({}, [file('file', 'a.exe')]), { followup: REQUIRED, file: EXE }],
        ['PUT', multipart({ followup: opening }, [file('file', 'a.txt', '')]), { file: EMPTY }],
        ['PATCH', multipart({ filename: 'a.exe' }, [file('file', 'a.txt')]), { filename: EXE }],
      ] as const)
        expectBody(await desk.ask(method, at(id), body), 400, faults);
      expectBody(await desk.ask('PATCH', at(999_999), {}), 404, {
        detail: 'No FollowUpAttachment matches the given query.',
      });
      expect((await desk.ask('GET', at(id))).text).toBe(before);
    });

    it('are changed by who wrote the follow-up, and by administrators', async () => {
      const { id: ticket, followup_set } = await open({}, 'boss');
      const own = await say({ ticket, comment: 'mine' });
      const id = await attach(own.id);
      const others = followup_set[0]!.id;
      expectBody(await desk.ask('PATCH', at(id), { filename: 'b.txt' }, 'boss'), 403, DENIED);
      // Nor is one's own file put to the words of somebody else.
      expectBody(await desk.ask('PATCH', at(id), { followup: others }), 403, DENIED);
      expect((await desk.ask('PATCH', at(id), { filename: 'b.txt' }, 'other')).status).toBe(404);
      expect(read(await desk.ask('PATCH', at(id), { followup: others }, 'admin'))).toMatchObject({
        followup: others,
      });
      // As many as one follow-up may have.
      for (const name of ['2.txt', '3.txt', '4.txt'])
        expect((await desk.ask('PATCH', at(await attach(own.id, name)), {}, 'admin')).status).toBe(200);
      const full = await desk.ask('PATCH', at(id), { followup: own.id }, 'admin');
      expect([full.status, read<{ detail: string }>(full).detail]).toEqual([
        400,
        expect.stringContaining('3') as unknown,
      ]);
    });
  });

  describe('users', () => {
    const BOB = {
      first_name: 'Bob',
      last_name: 'B',
      username: 'bob',
      email: 'bob@example.com',
      password: PASSWORD,
    };

    it('are made, and sign in for their own tickets only', async () => {
      const answer = await desk.ask('POST', 'users/', BOB);
      expect([answer.status, answer.text]).toEqual([
        201,
        '{"first_name":"Bob","last_name":"B","username":"bob","email":"bob@example.com"}',
      ]);
      expectBody(await desk.ask('GET', 'tickets/', undefined, 'bob'), 403, DENIED);
      expect(read(await desk.ask('GET', 'user_tickets/', undefined, 'bob'))).toMatchObject({
        count: 0,
        results: [],
      });
      expectBody(await desk.ask('POST', 'users/', BOB), 400, {
        username: ['A user with that username already exists.'],
        email: ['A user with that email already exists.'],
      });
      expectBody(
        await desk.ask('POST', 'users/', { ...BOB, username: 'Susan', email: 'b@example.com' }),
        400,
        {
          username: ['A user with that username already exists.'],
        },
      );
    });

    it('say what is wrong with them', async () => {
      expectBody(await desk.ask('POST', 'users/', {}), 400, {
        username: REQUIRED,
        email: REQUIRED,
        password: REQUIRED,
      });
      expectBody(await desk.ask('POST', 'users/', { ...BOB, username: 'b b', email: 'x' }), 400, {
        username: [
          'Enter a valid username. This value may contain only letters, numbers, and @/./+/-/_ characters.',
        ],
        email: ['Enter a valid email address.'],
      });
    });

    it('see what they asked for, newest first and without notes (6.1.13)', async () => {
      expectBody(await desk.ask('GET', 'user_tickets/', undefined, null), 403, NOBODY);
      const first = await open({ submitter_email: 'ann@example.com', title: 'First' });
      const second = await open({ submitter_email: 'ann@example.com', title: 'Second' });
      await desk.ask('PATCH', `tickets/${second.id}/`, { on_hold: true });
      const page = read<{ count: number; results: Record<string, unknown>[] }>(
        await desk.ask('GET', 'user_tickets/?page_size=2', undefined, 'ann'),
      );
      expect(page.results.map(({ id }) => id)).toEqual([second.id, first.id]);
      expect(page.results[0]).toEqual({
        ticket: `${second.id} [support-${second.id}]`,
        id: second.id,
        title: 'Second',
        queue: { title: 'Support', id: 1 },
        status: 'Open - On Hold',
        created: expect.stringMatching(/^(now|a second ago|\d+\u00a0seconds ago)$/) as unknown,
        due_date: null,
        submitter: 'ann@example.com',
        kbitem: '',
        secret_key: '',
      });
      await desk.native(`/tickets/${second.id}/links`, {
        method: 'POST',
        body: JSON.stringify({ ticketId: first.id, kind: 'depends_on' }),
      });
      const statusOf = async (id: number) =>
        read<{ status: string }>(await desk.ask('GET', `user_tickets/${id}`, undefined, 'ann')).status;
      expect([await statusOf(first.id), await statusOf(second.id)]).toEqual([
        'Open',
        'Open - On Hold - Open dependencies',
      ]);
      await desk.ask('PATCH', `tickets/${first.id}/`, { status: 4 });
      expect([await statusOf(first.id), await statusOf(second.id)]).toEqual(['Closed', 'Open - On Hold']);
      const due = new Date(Date.now() + 86_400_000 * 9.5).toISOString();
      await desk.ask('PATCH', `tickets/${first.id}/`, { due_date: due });
      expect(read(await desk.ask('GET', `user_tickets/${first.id}/`, undefined, 'ann'))).toMatchObject({
        due_date: '1\u00a0week, 2\u00a0days from now',
      });
      const others = await open();
      expect((await desk.ask('GET', `user_tickets/${others.id}/`, undefined, 'ann')).status).toBe(404);
    });

    it('are staff as well, by their own address', async () => {
      const own = await open({ submitter_email: 'susan@desk.test' });
      const page = read<{ count: number; results: { id: number }[] }>(await desk.ask('GET', 'user_tickets/'));
      expect([page.count, page.results.map(({ id }) => id)]).toEqual([1, [own.id]]);
      expect(read(await desk.ask('GET', 'user_tickets/', undefined, 'django'))).toMatchObject({ count: 0 });
    });
  });

  describe('custom fields', () => {
    const TYPES = {
      varchar: 'text',
      text: 'longtext',
      integer: 'integer',
      decimal: 'decimal',
      list: 'list',
      boolean: 'boolean',
      date: 'date',
      time: 'time',
      datetime: 'datetime',
      email: 'email',
      url: 'url',
      ipaddress: 'ip',
      slug: 'slug',
    };
    const VALUES = {
      custom_varchar: 'test',
      custom_text: 'multi\nline',
      custom_integer: 1,
      custom_decimal: '42.987',
      custom_list: 'Green',
      custom_boolean: true,
      custom_date: '2022-04-11',
      custom_time: '10:30:00',
      custom_datetime: '2022-04-11T10:00',
      custom_email: 'email@test.com',
      custom_url: 'https://example.com',
      custom_ipaddress: '127.0.0.1',
      custom_slug: 'test-slug',
    };
    beforeAll(async () => {
      for (const [position, [name, type]] of Object.entries(TYPES).entries())
        await desk.native('/custom-fields', {
          method: 'POST',
          body: JSON.stringify({
            name,
            label: name,
            type,
            position,
            departmentIds: [3],
            required: name === 'integer',
            ...(type === 'list' && {
              choices: [
                { value: 'Green', label: 'Green' },
                { value: 'Red', label: 'Red' },
              ],
            }),
            ...(type === 'decimal' && { maxLength: 5, decimalPlaces: 3 }),
            ...(name === 'varchar' && { maxLength: 10 }),
          }),
        });
    });

    it('of every type go in and come out the same (6.1.10)', async () => {
      const { custom_integer, ...others } = VALUES;
      expectBody(await desk.ask('POST', 'tickets/', { ...NEW, queue: 3, ...others }), 400, {
        custom_integer: REQUIRED,
      });
      const answer = await desk.ask('POST', 'tickets/', { ...NEW, queue: 3, ...others, custom_integer });
      expect(answer.status, answer.text).toBe(201);
      const ticket = read<Ticket>(answer);
      const [opening] = ticket.followup_set;
      const whole = {
        id: ticket.id,
        queue: 3,
        title: NEW.title,
        description: NEW.description,
        resolution: null,
        submitter_email: NEW.submitter_email,
        assigned_to: null,
        status: 1,
        on_hold: false,
        priority: 4,
        due_date: null,
        merged_to: null,
        followup_set: [
          {
            id: opening!.id,
            ticket: ticket.id,
            user: 2,
            title: 'Ticket Opened',
            comment: NEW.description,
            public: true,
            new_status: null,
            time_spent: null,
            followupattachment_set: [],
            date: opening!.date,
            message_id: null,
          },
        ],
        ...VALUES,
      };
      expect(JSON.stringify(ticket)).toBe(JSON.stringify(whole));
      const { text } = await desk.ask('GET', `tickets/${ticket.id}/`);
      expect((await desk.ask('PUT', `tickets/${ticket.id}/`, JSON.parse(text) as object)).text).toBe(text);
      const changed = await desk.ask('PATCH', `tickets/${ticket.id}/`, {
        custom_list: 'Red',
        custom_date: null,
      });
      expect(read(changed)).toMatchObject({ custom_list: 'Red', custom_date: null, custom_integer: 1 });
      expectBody(await desk.ask('PUT', `tickets/${ticket.id}/`, { queue: 3, title: 'x' }), 400, {
        custom_integer: REQUIRED,
      });
      expect((await list('tickets/')).find(({ id }) => id === ticket.id)).toMatchObject({
        custom_integer: 1,
      });
    });

    it.each([
      ['integer', 'x', 'A valid integer is required.'],
      ['integer', null, 'This field may not be null.'],
      ['integer', '', 'This field may not be blank.'],
      ['decimal', 'x', 'A valid number is required.'],
      ['decimal', '1.2345', 'Ensure that there are no more than 3 decimal places.'],
      ['decimal', '123456', 'Ensure that there are no more than 5 digits in total.'],
      ['list', 'Blue', '"Blue" is not a valid choice.'],
      ['boolean', 'maybe', 'Must be a valid boolean.'],
      ['date', '1.1.2022', 'Date has wrong format. Use one of these formats instead: YYYY-MM-DD.'],
      ['time', 'noon', 'Time has wrong format. Use one of these formats instead: hh:mm[:ss[.uuuuuu]].'],
      ['email', 'x', 'Enter a valid email address.'],
      ['url', 'x', 'Enter a valid URL.'],
      ['ipaddress', 'x', 'Enter a valid IPv4 or IPv6 address.'],
      ['slug', 'a b', 'Enter a valid "slug" consisting of letters, numbers, underscores or hyphens.'],
      ['varchar', 'x'.repeat(11), 'Ensure this field has no more than 10 characters.'],
      ['varchar', [1], 'Not a valid string.'],
    ])('say of %s %j what is wrong', async (name, value, message) => {
      const fields = { ...NEW, queue: 3, custom_integer: 1, [`custom_${name}`]: value };
      expectBody(await desk.ask('POST', 'tickets/', fields), 400, { [`custom_${name}`]: [message] });
    });
  });
});

/** What is said of each faulty field of a new ticket. */
const FAULTS: Record<string, string> = {
  'queue {"queue":99}': 'Invalid pk "99" - object does not exist.',
  'queue {"queue":"abc"}': 'Incorrect type. Expected pk value, received str.',
  'queue {"queue":null}': 'This field may not be null.',
  'queue {"queue":[1]}': 'Incorrect type. Expected pk value, received list.',
  'title {"title":"  "}': 'This field may not be blank.',
  'title {"title":null}': 'This field may not be null.',
  [`title {"title":"${'x'.repeat(201)}"}`.slice(0, 60)]: 'Ensure this field has no more than 200 characters.',
  'title {"title":true}': 'Not a valid string.',
  'submitter_email {"submitter_email":"no address"}': 'Enter a valid email address.',
  'status {"status":9}': '"9" is not a valid choice.',
  'priority {"priority":9}': '"9" is not a valid choice.',
  'priority {"priority":null}': 'This field may not be null.',
  'on_hold {"on_hold":"maybe"}': 'Must be a valid boolean.',
  'assigned_to {"assigned_to":99}': 'Invalid pk "99" - object does not exist.',
  'assigned_to {"assigned_to":3}': 'Select a valid choice. 3 is not one of the available choices.',
  'merged_to {"merged_to":999999}': 'Invalid pk "999999" - object does not exist.',
  'body {"description":" "}': 'This field is required.',
  'body {"description":null}': 'This field is required.',
  'description {}': 'This field is required.',
  'attachment {"attachment":"a.txt"}':
    'The submitted data was not a file. Check the encoding type on the form.',
};
