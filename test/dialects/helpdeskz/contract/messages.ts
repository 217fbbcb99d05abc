import { describe, expect, it } from 'vitest';
import { type Desk, type MessageRow, expectError, expectSuccess, expectDone } from './desk.js';

const reply = (fields: Record<string, string>) => ({
  ticket_id: '1',
  message: 'Hello.',
  replier: 'user',
  ...fields,
});

/** How the status moves when somebody replies: section 2.2. */
const TRANSITIONS: [old: string, replier: 'staff' | 'user', next: string][] = [
  ['1', 'staff', '2'],
  ['2', 'staff', '2'],
  ['3', 'staff', '2'],
  ['4', 'staff', '4'],
  ['5', 'staff', '5'],
  ['1', 'user', '1'],
  ['2', 'user', '3'],
  ['3', 'user', '3'],
  ['4', 'user', '4'],
  ['5', 'user', '3'],
];

/** Sections 1.6 (16, 17) and 2.2 of the contract. */
export function messagesContract(desk: () => Desk): void {
  const list = async (ticketId: number, query = '') =>
    expectSuccess<{ pages: number; total_replies: number; messages: MessageRow[] }>(
      await desk().get(`/api/messages/show/${ticketId}?${query}`),
    );

  describe('messages/create', () => {
    it.each<[string, Record<string, string>]>([
      ['Ticket ID is missing. Message is missing. Replier is missing.', {}],
      [
        'Ticket not found. Message is missing. Staff ID is missing.',
        { ticket_id: '99999', replier: 'staff' },
      ],
      ['Ticket ID is missing.', reply({ ticket_id: '' })],
      ['Ticket not found.', reply({ ticket_id: 'abc' })],
      ['Ticket not found.', reply({ ticket_id: '0' })],
      ['Ticket not found.', reply({ ticket_id: '1.0' })],
      ['Ticket not found.', reply({ ticket_id: '99999' })],
    ])('answers "%s" to %j', async (message, fields) => {
      expectError(await desk().post('/api/messages/create', fields), message);
    });

    it.each<[string, Record<string, string>]>([
      ['Message is missing.', { message: '  ' }],
      ['Replier is missing.', { replier: '' }],
      ['Invalid replier.', { replier: 'Staff' }],
      ['Invalid replier.', { replier: 'client' }],
      ['Staff ID is missing.', { replier: 'staff' }],
      ['Invalid Staff ID.', { replier: 'staff', staff_id: 'abc' }],
      ['Staff ID not found.', { replier: 'staff', staff_id: '99999' }],
      ['Staff ID not found.', { replier: 'staff', staff_id: '4' }],
    ])('answers "%s" to %j on a ticket, and adds nothing', async (message, fields) => {
      const id = await desk().newTicket();
      expectError(
        await desk().post('/api/messages/create', reply({ ticket_id: String(id), ...fields })),
        message,
      );
      expect((await list(id)).total_replies).toBe(1);
      expect(await desk().ticket(id)).toMatchObject({ status: '1', replies: '0' });
    });

    it('answers no id, counts the reply and names its author', async () => {
      const id = await desk().newTicket();
      const byUser = reply({ ticket_id: String(id), message: 'From the user.', staff_id: '2' });
      expectDone(
        await desk().post('/api/messages/create', byUser),
        'Message was created and added to ticket.',
      );
      await desk().reply(id, { replier: 'staff', staff_id: '2', message: 'From Bob.' });

      expect(await desk().ticket(id)).toMatchObject({ replies: '2' });
      const shown = await desk().get(`/api/messages/show/${id}`);
      const [third, second, first] = expectSuccess<{ messages: MessageRow[] }>(shown).messages;
      expect(shown.text).toBe(
        `{"success":1,"pages":1,"total_replies":3,"messages":[` +
          `{"id":"${third!.id}","date":"${third!.date}","customer":"0","staff_id":"2","message":"From Bob."},` +
          `{"id":"${second!.id}","date":"${second!.date}","customer":"1","staff_id":"0","message":"From the user."},` +
          `{"id":"${first!.id}","date":"${first!.date}","customer":"1","staff_id":"0","message":"A body."}]}`,
      );
    });

    it.each(TRANSITIONS)(
      'a ticket of status %s to which the %s replies has status %s',
      async (old, replier, next) => {
        const id = await desk().newTicket();
        await desk().post(`/api/tickets/update/${id}`, { status: old });
        await desk().reply(id, { replier, staff_id: '1' });
        expect(await desk().ticket(id)).toMatchObject({ status: next, replies: '1' });
      },
    );

    it.each<[Record<string, string>, string]>([
      [{ replier: 'staff', staff_id: '1', close: '1' }, '5'],
      [{ replier: 'staff', staff_id: '1', close: '01' }, '2'],
      [{ replier: 'staff', staff_id: '1', close: 'true' }, '2'],
      [{ replier: 'staff', staff_id: '1', close: '0' }, '2'],
      [{ replier: 'user', close: '1' }, '1'],
    ])('a reply with %j leaves status %s', async (fields, status) => {
      const id = await desk().newTicket();
      await desk().reply(id, fields);
      expect(await desk().ticket(id)).toMatchObject({ status });
    });

    it('closes a ticket in progress by a staff reply that says so', async () => {
      const id = await desk().newTicket();
      await desk().post(`/api/tickets/update/${id}`, { status: '4' });
      await desk().reply(id, { replier: 'staff', staff_id: '1', close: '1' });
      expect(await desk().ticket(id)).toMatchObject({ status: '5' });
    });

    it('sanitises a message as HTML and keeps emoji', async () => {
      const id = await desk().newTicket();
      await desk().reply(id, { message: '<b>Hi</b> 👋<script>steal()</script>' });
      expect((await desk().messages(id))[0]!.message).toBe('<b>Hi</b> 👋');
    });

    it.each([
      ['a & b < c > "d" \'e\'\r\nf', 'a &amp; b &lt; c &gt; "d" \'e\'\nf'],
      ['x<br>y<b>z', 'x<br />y<b>z</b>'],
      [
        '<a href="https://example.com/?a=1&b=2" target="_blank">l</a>',
        '<a href="https://example.com/?a=1&amp;b=2">l</a>',
      ],
      ['<p onclick="x()" style="color:red">p</p>', '<p style="color:#FF0000;">p</p>'],
      ['<img src="https://example.com/a.png">', '<img src="https://example.com/a.png" alt="a.png" />'],
      ['<script>only()</script>', ''],
    ])('writes %j as the original does', async (message, shown) => {
      const id = await desk().newTicket({ body: message });
      expect((await desk().messages(id))[0]!.message).toBe(shown);
    });

    it.each(["'", '\n', '<p>x</p>'])(
      'keeps or refuses a message of many %j, and never fails',
      async (piece) => {
        const id = await desk().newTicket();
        const said = (bytes: number) =>
          reply({ ticket_id: String(id), message: `a${piece.repeat(bytes / piece.length)}b` });
        expectDone(
          await desk().post('/api/messages/create', said(500_000)),
          'Message was created and added to ticket.',
        );
        expectError(
          await desk().post('/api/messages/create', said(7_900_000), []),
          'The message is too long.',
        );
        expect(await desk().ticket(id)).toMatchObject({ replies: '1' });
      },
    );

    it('lands every one of many replies written at once', async () => {
      const id = await desk().newTicket();
      const replies = Array.from({ length: 10 }, (_, index) =>
        desk().reply(id, { replier: index % 2 ? 'staff' : 'user', staff_id: '1', message: `Reply ${index}` }),
      );
      await Promise.all(replies);
      expect(await desk().ticket(id)).toMatchObject({ replies: '10' });
      const said = (await desk().messages(id)).map(({ message }) => message).toSorted();
      expect(said).toEqual(['A body.', ...replies.map((_, index) => `Reply ${index}`)]);
    });
  });

  describe('messages/show', () => {
    it('shows 15 messages a page, newest first, none twice and none lost', async () => {
      const id = await desk().newTicket();
      for (let count = 0; count < 16; count++) await desk().reply(id, { message: `Reply ${count}` });

      const first = await list(id);
      const second = await list(id, 'page=2');
      expect(first).toMatchObject({ pages: 2, total_replies: 17 });
      expect([...first.messages, ...second.messages].map(({ message }) => message)).toEqual([
        ...Array.from({ length: 16 }, (_, index) => `Reply ${15 - index}`),
        'A body.',
      ]);
      expect(first.messages).toHaveLength(15);
      for (const page of ['0', 'abc', '1'])
        expect((await list(id, `page=${page}`)).messages).toEqual(first.messages);
      expect(await list(id, 'page=3')).toEqual({ success: 1, pages: 2, total_replies: 17, messages: [] });
    });

    it.each(['0', '99999', 'abc', ''])('does not find ticket "%s"', async (id) => {
      expectError(await desk().get(`/api/messages/show/${id}`), 'Ticket not found.');
    });
  });
}
