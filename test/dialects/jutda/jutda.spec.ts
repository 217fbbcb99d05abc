import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { FLAVOURS } from '../../support/database.js';
import { partOf, readMail } from '../../support/mail.js';
import { type RunningServer, startServer } from '../../support/server.js';
import { SmtpSink } from '../../support/smtp-sink.js';
import { type Answer, type Body, multipart, send, urlencoded } from '../../support/wire.js';

const SUSAN = { user: 'susan', password: 'fido and friends' };
const DESK_TOKEN = 'sd_a_token_of_the_desk_that_is_long_enough';

const state = {
  departments: [
    { id: 1, name: 'Support' },
    { id: 2, name: 'Ärger', private: true },
  ],
  staff: [
    { id: 1, username: 'admin', password: 'the first of them all', fullName: 'Root', role: 'admin' },
    {
      id: 2,
      username: 'susan',
      password: SUSAN.password,
      fullName: 'Susan',
      email: 'susan@desk.test',
      role: 'staff',
      departments: [1],
    },
    { id: 3, username: 'gone', password: 'fido and friends', fullName: 'Gone', role: 'staff', active: false },
    {
      id: 4,
      username: 'Other',
      password: 'fido and friends',
      fullName: 'Other',
      email: 'other@desk.test',
      role: 'staff',
      departments: [2],
    },
  ],
  users: [
    { id: 2, fullName: 'Bea', email: 'bea@example.com' },
    { id: 1, fullName: 'Ann', email: 'ann@example.com', username: 'ann', password: 'fido and friends' },
  ],
  apiTokens: [
    {
      name: 'test',
      token: DESK_TOKEN,
      permissions: [
        'tickets/read',
        'tickets/create',
        'messages/read',
        'settings/update',
        'settings/read',
        'departments/update',
        'subscribers/update',
        'custom-fields/create',
        'custom-fields/delete',
      ],
    },
  ],
};

/** Section 2 of the contract: the documentation of the method API, and the old code where it is silent. */
describe.each(FLAVOURS)('the Jutda Helpdesk API on %s', (flavour) => {
  let server: RunningServer;
  let sink: SmtpSink;
  beforeAll(async () => {
    sink = await SmtpSink.start();
    server = await startServer({ flavour, load: state, env: { SMTP_URL: sink.url } });
  });
  afterAll(async () => {
    await server?.stop();
    await sink?.stop();
  });

  const ask = (
    method: string,
    path: string,
    body?: Body,
    headers?: Record<string, string>,
  ): Promise<Answer> =>
    send(server.url, { method, path, ...(body && { body }), ...(headers && { headers }) });
  const call = (name: string, fields: Record<string, string> = {}): Promise<Answer> =>
    ask('POST', `/api/${name}/`, urlencoded({ ...SUSAN, ...fields }));
  const native = async <T>(path: string, init: RequestInit = {}): Promise<T> => {
    const headers = { authorization: `Bearer ${DESK_TOKEN}`, 'content-type': 'application/json' };
    return (await fetch(`${server.url}/api/v1${path}`, { ...init, headers })).json() as Promise<T>;
  };
  const newTicket = async (fields: Record<string, string> = {}): Promise<string> => {
    const answer = await call('create_ticket', { queue: '1', title: 'Printer', ...fields });
    expect([answer.status, answer.contentType], answer.text).toEqual([200, 'text/plain']);
    expect(answer.text).toMatch(/^[1-9]\d*$/);
    return answer.text;
  };
  const expectText = (answer: Answer, status: number, text: string): void => {
    expect([answer.status, answer.text, answer.contentType]).toEqual([status, text, 'text/plain']);
  };
  interface Ticket {
    subject: string;
    status: string;
    priority: string;
    onHold: boolean;
    assigneeId: number | null;
    dueAt: string | null;
    requesterId: number | null;
    openedById: number;
  }
  const ticketOf = (id: string): Promise<Ticket> => native(`/tickets/${id}`);
  const messagesOf = async (id: string) =>
    (
      await native<{ items: { bodyText: string; bodyHtml: string; visibility: string }[] }>(
        `/tickets/${id}/messages`,
      )
    ).items;

  describe('who may call', () => {
    it.each<[string, Record<string, string>]>([
      ['a wrong password', { user: 'susan', password: 'wrong' }],
      ['no password', { user: 'susan' }],
      ['nobody', {}],
      ['a disabled account', { user: 'gone', password: 'fido and friends' }],
      ['a requester', { user: 'ann', password: 'fido and friends' }],
    ])('answers 403 with its reason to %s', async (_, fields) => {
      expectText(
        await ask('POST', '/api/list_queues/', urlencoded(fields)),
        403,
        'Invalid username or password',
      );
    });

    it('takes the account as `user` or, as the documentation lists it, as `username`', async () => {
      const { user: username, password } = SUSAN;
      expect((await ask('POST', '/api/list_queues/', urlencoded({ username, password }))).status).toBe(200);
      expect((await ask('POST', '/api/find_user/', urlencoded({ username, password }))).status).toBe(403);
    });

    it('takes a multipart form, and reads past its files', async () => {
      const file = { field: 'file', filename: 'a.txt', type: 'text/plain', content: Buffer.from('a') };
      expect((await ask('POST', '/api/list_queues/', multipart(SUSAN, [file]))).status).toBe(200);
    });

    it('does not read credentials from the address', async () => {
      const query = new URLSearchParams(SUSAN).toString();
      expect((await ask('POST', `/api/list_queues/?${query}`, urlencoded({}))).status).toBe(403);
    });

    it('answers any other verb with 405 and what it takes', async () => {
      for (const method of ['GET', 'PUT', 'DELETE']) {
        const answer = await ask(method, '/api/hold_ticket/');
        expectText(answer, 405, 'Invalid request method');
        expect(answer.headers.allow).toBe('POST');
      }
    });

    it('answers a method that there is not with 400, once it knows who asks', async () => {
      expectText(await ask('POST', '/jutda/api/explode/', urlencoded(SUSAN)), 400, 'There is no such method');
      expect((await ask('POST', '/jutda/api/explode/', urlencoded({}))).status).toBe(403);
    });

    it.each([
      '/api/list_queues/',
      '/api/list_queues',
      '/jutda/api/list_queues/',
      '/helpdesk/api/list_queues/',
    ])('is there at %s', async (path) => {
      expect((await ask('POST', path, urlencoded(SUSAN))).status).toBe(200);
    });

    it('shows its help to anybody', async () => {
      for (const method of ['GET', 'POST']) {
        const answer = await ask(method, '/api/help/');
        expect([answer.status, answer.contentType]).toEqual([200, 'text/html; charset=utf-8']);
        expect(answer.text).toContain('create_ticket');
      }
    });
  });

  it('lists the queues by title, as Python prints them', async () => {
    const answer = await call('list_queues');
    expect([answer.status, answer.contentType]).toEqual([200, 'text/json']);
    expect(answer.text).toBe('[{"id": "2", "title": "\\u00c4rger"}, {"id": "1", "title": "Support"}]');
  });

  it('finds an account of staff by its exact username', async () => {
    expectText(await call('find_user', { username: 'Other' }), 200, '4');
    for (const username of ['other', 'ann', '', 'nobody'])
      expectText(await call('find_user', { username }), 404, 'Invalid username provided');
  });

  describe('create_ticket', () => {
    it('opens a ticket of all that it is told', async () => {
      const id = await newTicket({
        title: ' Printer on fire ',
        body: '<p>It <b>burns</b></p>',
        submitter_email: 'new.person@example.com',
        assigned_to: '4',
        priority: '1',
        due_date: '2027-02-03 04:05',
      });
      expect(await ticketOf(id)).toMatchObject({
        subject: 'Printer on fire',
        status: 'open',
        priority: 'critical',
        assigneeId: 4,
        dueAt: '2027-02-03T04:05:00.000Z',
        openedById: 2,
      });
      expect((await messagesOf(id))[0]).toMatchObject({
        bodyHtml: '<p>It <b>burns</b></p>',
        visibility: 'public',
      });
    });

    it('needs nothing but a queue and a title', async () => {
      const id = await newTicket({ priority: '' });
      expect(await ticketOf(id)).toMatchObject({ priority: 'normal', requesterId: null, assigneeId: null });
      expect((await messagesOf(id))[0]!.bodyText).toBe('');
    });

    it('gives the ticket to the submitter of that address, whatever its case', async () => {
      expect(await ticketOf(await newTicket({ submitter_email: 'ANN@example.com' }))).toMatchObject({
        requesterId: 1,
      });
    });

    it('says every fault as Django prints them', async () => {
      const answer = await call('create_ticket', {
        queue: '99',
        title: 'x'.repeat(120),
        submitter_email: 'no address',
        assigned_to: '3',
        priority: '9',
        due_date: '2027-02-31',
      });
      expectText(
        answer,
        400,
        [
          '* queue',
          '  * Select a valid choice. 99 is not one of the available choices.',
          '* title',
          '  * Ensure this value has at most 100 characters (it has 120).',
          '* submitter_email',
          '  * Enter a valid email address.',
          '* assigned_to',
          '  * Select a valid choice. 3 is not one of the available choices.',
          '* priority',
          '  * Select a valid choice. 9 is not one of the available choices.',
          '* due_date',
          '  * Enter a valid date/time.',
        ].join('\n'),
      );
    });

    it('says what is missing', async () => {
      expectText(
        await call('create_ticket'),
        400,
        '* queue\n  * This field is required.\n* title\n  * This field is required.',
      );
    });
  });

  describe('custom fields', () => {
    const field = (name: string, type: string, more: object = {}) =>
      native<{ id: number }>('/custom-fields', {
        method: 'POST',
        body: JSON.stringify({ name, label: name, type, departmentIds: [1], ...more }),
      });
    const ids: number[] = [];
    beforeAll(async () => {
      const choices = ['red', 'blue'].map((value) => ({ value, label: value }));
      for (const { id } of [
        await field('floor', 'integer', { required: true }),
        await field('colour', 'list', { choices }),
        await field('code', 'text', { maxLength: 4, staffOnly: true }),
        await field('price', 'decimal', { maxLength: 5, decimalPlaces: 2 }),
        await field('since', 'date'),
        await field('at', 'datetime'),
        await field('urgent', 'boolean'),
        await field('elsewhere', 'text', { departmentIds: [2], required: true }),
      ])
        ids.push(id);
    });
    afterAll(() =>
      Promise.all(ids.map((id) => native(`/custom-fields/${id}`, { method: 'DELETE' }).catch(() => {}))),
    );

    it('come as `custom_<name>`, each in the words of its type', async () => {
      const id = await newTicket({
        custom_floor: ' 7 ',
        custom_colour: 'red',
        custom_code: 'A-12',
        custom_price: '12.50',
        custom_since: '2027-02-03',
        custom_at: '2027-02-03 04:05',
        custom_urgent: 'on',
        custom_unheard_of: 'of',
      });
      expect((await native<{ customFields: object }>(`/tickets/${id}`)).customFields).toEqual({
        floor: 7,
        colour: 'red',
        code: 'A-12',
        price: '12.50',
        since: '2027-02-03',
        at: '2027-02-03T04:05:00.000Z',
        urgent: true,
      });
    });

    it('are refused as Django does, after all other fields', async () => {
      const answer = await call('create_ticket', {
        queue: '1',
        custom_floor: 'seven',
        custom_colour: 'green',
        custom_code: 'A-123',
        custom_price: '1.234',
        custom_since: '2027-02-31',
        custom_at: 'soon',
      });
      expectText(
        answer,
        400,
        [
          '* title',
          '  * This field is required.',
          '* custom_floor',
          '  * Enter a whole number.',
          '* custom_colour',
          '  * Select a valid choice. green is not one of the available choices.',
          '* custom_code',
          '  * Ensure this value has at most 4 characters (it has 5).',
          '* custom_price',
          '  * Ensure that there are no more than 2 decimal places.',
          '* custom_since',
          '  * Enter a valid date.',
          '* custom_at',
          '  * Enter a valid date/time.',
        ].join('\n'),
      );
      expectText(
        await call('create_ticket', { queue: '1', title: 'Without' }),
        400,
        '* custom_floor\n  * This field is required.',
      );
    });
  });

  describe('a mail', () => {
    const CC = ['updates@desk.test'];
    /** What was done, and then who got one mail about it each. */
    const cells: [
      what: string,
      call: (ticket: string) => Promise<unknown>,
      words: string,
      recipients: string[],
    ][] = [
      [
        'a public follow-up: the submitter, the owner, the copies of the department, the subscribers',
        (ticket) => call('add_followup', { ticket, message: 'For all.', public: 'y' }),
        'For all.',
        ['bea@example.com', 'carol@example.net', 'other@desk.test', ...CC],
      ],
      [
        'a private follow-up: the owner and the copies of the department',
        (ticket) => call('add_followup', { ticket, message: 'For us.' }),
        'For us.',
        ['other@desk.test', ...CC],
      ],
      [
        'a resolution: everybody involved',
        (ticket) => call('resolve', { ticket, resolution: 'The plug.' }),
        'The plug.',
        ['bea@example.com', 'carol@example.net', 'other@desk.test', ...CC],
      ],
    ];
    /** As the mail server took them: who each went to, and what it says. */
    const mailsOf = (ticket: string): { to: string; text: string }[] =>
      sink.mails.flatMap(({ to, raw }) => {
        const mail = readMail(raw);
        const isOfTicket = mail.headers['subject']?.[0]?.includes(`[#${ticket}]`);
        const text = partOf(mail, 'text/plain')!.content.toString('utf8');
        return isOfTicket ? to.map((address) => ({ to: address, text })) : [];
      });
    const reached = (mails: readonly { to: string }[]): string[] => mails.map(({ to }) => to).toSorted();
    const settled = async (ticket: string, count: number): Promise<{ to: string; text: string }[]> => {
      // What is done next is told after it: when that is there, no more comes of what was before.
      const after = await newTicket({ submitter_email: 'ann@example.com', custom_floor: '1' });
      await vi.waitFor(() => expect(mailsOf(after)).toHaveLength(1), 10_000);
      await vi.waitFor(() => expect(mailsOf(ticket).length).toBeGreaterThanOrEqual(count), 10_000);
      return mailsOf(ticket);
    };

    it('goes about a new ticket to its submitter', async () => {
      const ticket = await newTicket({ submitter_email: 'bea@example.com', body: 'Help', custom_floor: '1' });
      expect(reached(await settled(ticket, 1))).toEqual(['bea@example.com']);
    });

    it.each(cells)('goes about %s', async (_, act, words, recipients) => {
      const set = (updatedTicketCc: string[]) =>
        native('/departments/1', { method: 'PATCH', body: JSON.stringify({ updatedTicketCc }) });
      await set(CC);
      const ticket = await newTicket({
        submitter_email: 'bea@example.com',
        assigned_to: '4',
        custom_floor: '1',
      });
      await native(`/tickets/${ticket}/subscribers`, {
        method: 'POST',
        body: JSON.stringify({ address: 'carol@example.net', name: 'Carol' }),
      });
      const before = (await settled(ticket, 2)).length;
      await act(ticket);
      const mails = (await settled(ticket, 2 + recipients.length)).slice(before);
      expect(reached(mails)).toEqual(recipients.toSorted());
      for (const { text } of mails) expect(text).toContain(words);
      await set([]);
    });
  });

  describe('a ticket', () => {
    it('goes on hold and off it, without a word', async () => {
      const ticket = await newTicket();
      expectText(await call('hold_ticket', { ticket }), 200, '');
      expect(await ticketOf(ticket)).toMatchObject({ onHold: true });
      expectText(await call('unhold_ticket', { ticket }), 200, '');
      expect(await ticketOf(ticket)).toMatchObject({ onHold: false });
    });

    it('takes private follow-ups, and public ones where they say so', async () => {
      const ticket = await newTicket();
      const long = `<p>${'ü'.repeat(100_000)}</p>`;
      expectText(await call('add_followup', { ticket, message: 'for us < them' }), 200, '');
      expectText(await call('add_followup', { ticket, message: 'also for us', public: 'n' }), 200, '');
      expectText(await call('add_followup', { ticket, message: long, public: 'y' }), 200, '');
      const [, first, second, third] = await messagesOf(ticket);
      expect(first).toMatchObject({ bodyText: 'for us < them', visibility: 'internal' });
      expect(second).toMatchObject({ visibility: 'internal' });
      expect(third).toMatchObject({ bodyHtml: long, visibility: 'public' });
      expect(await ticketOf(ticket)).toMatchObject({ status: 'answered' });
    });

    it('refuses a follow-up in the order of the original', async () => {
      const ticket = await newTicket();
      expectText(await call('add_followup', { ticket: '99999', public: 'x' }), 404, 'Invalid ticket ID');
      expectText(await call('add_followup', { ticket, public: 'x' }), 400, "Invalid 'public' flag");
      expectText(await call('add_followup', { ticket, message: '  ' }), 400, 'Blank message');
      expect(await messagesOf(ticket)).toHaveLength(1);
    });

    it('is resolved by a resolution that is kept, also when it was closed', async () => {
      const ticket = await newTicket();
      expectText(await call('resolve', { ticket }), 400, 'Blank resolution');
      expectText(await call('resolve', { ticket, resolution: 'Replaced the <i>toner</i>.' }), 200, '');
      expect(await ticketOf(ticket)).toMatchObject({
        status: 'resolved',
        resolution: 'Replaced the toner.',
        resolutionVisibility: 'public',
      });
      expect((await messagesOf(ticket))[1]).toMatchObject({
        bodyHtml: 'Replaced the <i>toner</i>.',
        visibility: 'public',
      });
    });

    it('is deleted only when that is confirmed', async () => {
      const ticket = await newTicket();
      expectText(await call('delete_ticket', { ticket: '99999' }), 400, 'No confirmation provided');
      expectText(await call('delete_ticket', { ticket }), 400, 'No confirmation provided');
      expectText(await call('delete_ticket', { ticket, confirm: 'yes' }), 200, '');
      expectText(await call('delete_ticket', { ticket, confirm: 'yes' }), 404, 'Invalid ticket ID');
    });

    it('is not deleted by staff where the desk does not want it', async () => {
      const ticket = await newTicket();
      const setting = (value: boolean) =>
        native('/settings', { method: 'PATCH', body: JSON.stringify({ dialect_staff_may_delete: value }) });
      await setting(false);
      expect((await call('delete_ticket', { ticket, confirm: '1' })).status).toBe(403);
      await setting(true);
      expectText(await call('delete_ticket', { ticket, confirm: '1' }), 200, '');
    });

    it.each(['hold_ticket', 'unhold_ticket', 'add_followup', 'resolve', 'delete_ticket'])(
      'of another department does not exist for %s, and neither does what is no number',
      async (method) => {
        const { id } = await native<{ id: number }>('/tickets', {
          method: 'POST',
          body: JSON.stringify({ departmentId: 2, subject: 'Secret', body: 'secret' }),
        });
        const fields = { confirm: 'y', message: 'm', resolution: 'r' };
        for (const ticket of [String(id), '', 'abc', '0', '99999999999'])
          expectText(await call(method, { ...fields, ticket }), 404, 'Invalid ticket ID');
        expect(await messagesOf(String(id))).toHaveLength(1);
      },
    );
  });
});
