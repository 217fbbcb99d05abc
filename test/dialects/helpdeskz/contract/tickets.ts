import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import {
  type Desk,
  type TicketRow,
  expectError,
  file,
  expectSuccess,
  expectDone,
  ticketFields,
  unique,
} from './desk.js';

const withField = (fields: Record<string, string>) => ({ ...ticketFields(), ...fields });
const byStaff = (fields: Record<string, string>) => withField({ opener: 'staff', staff_id: '2', ...fields });
const without = (name: string) => {
  const { [name]: _, ...rest } = byStaff({});
  return rest;
};

/** Sections 1.6 (11-15) and 2.2 of the contract. */
export function ticketsContract(desk: () => Desk): void {
  describe('tickets/create', () => {
    it.each<[string, Record<string, string>]>([
      [
        'Opener is missing. User ID is missing. Department ID is missing. Subject is missing. Body is missing.',
        {},
      ],
      [
        'User ID is missing. Staff ID is missing. Department ID is missing. Subject is missing. Body is missing.',
        { opener: 'staff' },
      ],
      ['Opener is missing.', without('opener')],
      ['Invalid opener.', withField({ opener: 'User' })],
      ['Invalid opener.', withField({ opener: 'admin' })],
      ['Invalid opener.', withField({ opener: ' user' })],
      ['User ID is missing.', without('user_id')],
      ['User ID is not valid.', withField({ user_id: 'abc' })],
      ['User ID is not valid.', withField({ user_id: '1.0' })],
      ['User ID is not valid.', withField({ user_id: '-1' })],
      ['User ID is not valid.', withField({ user_id: '0' })],
      ['User ID is not valid.', withField({ user_id: ' 1' })],
      ['User ID not found.', withField({ user_id: '99999' })],
      ['Staff ID is missing.', without('staff_id')],
      ['Invalid Staff ID.', byStaff({ staff_id: 'abc' })],
      ['Invalid Staff ID.', byStaff({ staff_id: '0' })],
      ['Staff ID not found.', byStaff({ staff_id: '99999' })],
      ['Staff ID not found.', byStaff({ staff_id: '4' })],
      ['Department ID is missing.', without('department_id')],
      ['Department ID is not valid.', withField({ department_id: 'abc' })],
      ['Department ID is not valid.', withField({ department_id: '0' })],
      ['Department ID not found.', withField({ department_id: '99999' })],
      ['Subject is missing.', without('subject')],
      ['Subject is missing.', withField({ subject: '   ' })],
      ['Body is missing.', without('body')],
      ['Body is missing.', withField({ body: ' \n ' })],
      [
        'User ID not found. Invalid Staff ID. Department ID is not valid. Subject is missing.',
        byStaff({ user_id: '99999', staff_id: 'x', department_id: 'x', subject: '' }),
      ],
    ])('answers "%s" to %j', async (message, fields) => {
      expectError(await desk().post('/api/tickets/create', fields), message);
    });

    it('answers the id as a number and shows the ticket open, unanswered, with the times of its opening', async () => {
      const department = await desk().newDepartment(`<b>R&D</b> "it's"`);
      const user = await desk().newUser(`<i>O'Neil</i> & "Sons"`);
      const fields = withField({
        user_id: String(user),
        department_id: String(department),
        subject: `<b>"Printer" & 'scanner'</b> a/b 🎉`,
      });
      const created = await desk().post('/api/tickets/create', fields);
      const { ticket_id } = expectSuccess<{ ticket_id: number }>(created);
      expect(created.text).toBe(`{"success":1,"ticket_id":${ticket_id},"message":"Ticket was created."}`);

      const shown = await desk().get(`/api/tickets/show/${ticket_id}`);
      const { date } = expectSuccess<{ ticket: TicketRow }>(shown).ticket;
      expect(Math.abs(Number(date) - Date.now() / 1000)).toBeLessThan(60);
      // Names are escaped at this edge, subjects are not.
      expect(shown.text).toBe(
        `{"success":1,"ticket":{"id":"${ticket_id}","user_id":"${user}","department_id":"${department}",` +
          `"subject":"<b>\\"Printer\\" & 'scanner'</b> a/b 🎉","date":"${date}","last_update":"${date}",` +
          `"status":"1","replies":"0",` +
          `"user_fullname":"&lt;i&gt;O&#039;Neil&lt;/i&gt; &amp; &quot;Sons&quot;",` +
          `"department_name":"&lt;b&gt;R&amp;D&lt;/b&gt; &quot;it&#039;s&quot;"}}`,
      );
    });

    it('takes ids with leading zeros', async () => {
      const id = await desk().newTicket({ user_id: '01', department_id: '002' });
      expect(await desk().ticket(id)).toMatchObject({ user_id: '1', department_id: '2' });
    });

    it('keeps the words of a user as theirs, whatever staff_id says', async () => {
      for (const staff_id of ['1', '99999', 'nonsense']) {
        const [message] = await desk().messages(await desk().newTicket({ staff_id }));
        expect(message).toMatchObject({ customer: '1', staff_id: '0' });
      }
    });

    it('marks the first message of a ticket opened by staff, and leaves the ticket open', async () => {
      const id = await desk().newTicket({ opener: 'staff', staff_id: '2' });
      expect(await desk().ticket(id)).toMatchObject({ status: '1', replies: '0' });
      expect(await desk().messages(id)).toMatchObject([{ customer: '0', staff_id: '2', message: 'A body.' }]);
    });

    it('opens tickets in private departments and for agents of other departments: a token acts for the desk', async () => {
      const id = await desk().newTicket({ opener: 'staff', staff_id: '5', department_id: '4' });
      expect(await desk().ticket(id)).toMatchObject({ department_id: '4', department_name: 'Internal' });
    });

    it('keeps emoji and bodies of 200 KB whole', async () => {
      const body = `🎉 ${'many words '.repeat(18_700)} 🎉`;
      const [message] = await desk().messages(await desk().newTicket({ body, subject: 'Party 🎉' }));
      expect(message!.message).toBe(body);
    });

    it('keeps subjects longer than the original could', async () => {
      const subject = 's'.repeat(300);
      expect(await desk().ticket(await desk().newTicket({ subject }))).toMatchObject({ subject });
    });

    it('sanitises a body as HTML', async () => {
      const body = `<p onclick="steal()">Tom & <b>Jerry</b></p><script>steal()</script><img src=x onerror="steal()">`;
      const [message] = await desk().messages(await desk().newTicket({ body }));
      expect(message!.message).toContain('<p>Tom &amp; <b>Jerry</b></p>');
      expect(message!.message).not.toMatch(/script|steal|onerror/);
    });
  });

  describe('tickets list', () => {
    const list = async (query: string) =>
      expectSuccess<{ total_tickets: number; pages: number; tickets: TicketRow[] }>(
        await desk().get(`/api/tickets?${query}`),
      );
    const ids = async (query: string) => (await list(query)).tickets.map(({ id }) => Number(id));

    it('filters by department, user and status, whether the filter is called status or status_id', async () => {
      const department_id = String(await desk().newDepartment());
      const user_id = String(await desk().newUser());
      const open = await desk().newTicket({ department_id });
      const closed = await desk().newTicket({ department_id, user_id });
      await desk().post(`/api/tickets/update/${closed}`, { status: '5' });

      const inDepartment = `department_id=${department_id}`;
      expect(await ids(inDepartment)).toEqual([open, closed]);
      expect(await ids(`${inDepartment}&status=5`)).toEqual([closed]);
      expect(await ids(`${inDepartment}&status_id=5`)).toEqual([closed]);
      expect(await ids(`${inDepartment}&status=1&status_id=5`)).toEqual([open]);
      expect(await ids(`${inDepartment}&status=3`)).toEqual([]);
      expect(await ids(`user_id=${user_id}`)).toEqual([closed]);
      expect(await ids(`${inDepartment}&user_id=${user_id}&status=1`)).toEqual([]);
    });

    it('ignores a filter that is not a number', async () => {
      const department_id = String(await desk().newDepartment());
      const id = await desk().newTicket({ department_id });
      expect(await ids(`department_id=${department_id}&user_id=abc&status=abc`)).toEqual([id]);
      const all = (await list('')).total_tickets;
      expect((await list('department_id=abc')).total_tickets).toBe(all);
    });

    it.each(['status=6', 'status=0', 'status=-1', 'status_id=6'])('refuses %s', async (query) => {
      expectError(await desk().get(`/api/tickets?${query}`), 'Invalid Status ID.');
    });

    it('answers an empty list with no pages', async () => {
      const answer = await desk().get('/api/tickets?department_id=99999');
      expect(answer.text).toBe('{"success":1,"total_tickets":0,"pages":0,"tickets":[]}');
    });

    it('shows 15 tickets a page, oldest first, with true totals also beyond the end', async () => {
      const department_id = String(await desk().newDepartment());
      const opened: number[] = [];
      for (let count = 0; count < 17; count++) opened.push(await desk().newTicket({ department_id }));

      const first = await list(`department_id=${department_id}`);
      expect(first).toMatchObject({ total_tickets: 17, pages: 2 });
      expect(first.tickets.map(({ id }) => Number(id))).toEqual(opened.slice(0, 15));
      expect(await ids(`department_id=${department_id}&page=2`)).toEqual(opened.slice(15));
      expect(await list(`department_id=${department_id}&page=3`)).toEqual({
        success: 1,
        total_tickets: 17,
        pages: 2,
        tickets: [],
      });
      expect(await ids(`department_id=${department_id}&page=abc`)).toEqual(opened.slice(0, 15));
      for (const page of ['0', '-1', '1.5']) {
        expectError(
          await desk().get(`/api/tickets?department_id=${department_id}&page=${page}`),
          'Page not found.',
        );
      }
    });
  });

  describe('tickets/show', () => {
    it.each(['0', '99999', 'abc', '-1', ''])('does not find ticket "%s"', async (id) => {
      expectError(await desk().get(`/api/tickets/show/${id}`), 'Ticket not found.');
    });

    it('reads the number a path id begins with, as the original did', async () => {
      const id = await desk().newTicket();
      const { ticket } = expectSuccess<{ ticket: TicketRow }>(
        await desk().get(`/api/tickets/show/0${id}abc`),
      );
      expect(ticket.id).toBe(String(id));
    });
  });

  describe('tickets/update', () => {
    it.each<[string, Record<string, string>]>([
      ['Department ID is not valid.', { department_id: 'abc' }],
      ['Department ID not found.', { department_id: '99999' }],
      ['Invalid Status ID.', { status: '6' }],
      ['Invalid Status ID.', { status: 'abc' }],
      ['Invalid Status ID.', { status: 'constructor' }],
      ['Invalid Status ID.', { status: '__proto__' }],
      ['Invalid Status ID.', { status_id: '6' }],
      ['Department ID not found. Invalid Status ID.', { department_id: '99999', status: '6' }],
    ])('answers "%s" to %j and changes nothing', async (message, fields) => {
      const id = await desk().newTicket();
      expectError(await desk().post(`/api/tickets/update/${id}`, fields), message);
      expect(await desk().ticket(id)).toMatchObject({ department_id: '1', status: '1' });
    });

    it('looks the ticket up before it looks at the fields', async () => {
      expectError(await desk().post('/api/tickets/update/99999', { status: '6' }), 'Ticket not found.');
    });

    it.each<[Record<string, string>, Partial<TicketRow>]>([
      [{ status: '2' }, { status: '2' }],
      [{ status_id: '4' }, { status: '4' }],
      [{ status: '5', status_id: '2' }, { status: '5' }],
      [{ department_id: '3' }, { department_id: '3', department_name: 'Sales' }],
      [
        { department_id: '2', status: '3' },
        { department_id: '2', status: '3' },
      ],
      [{ status: '0' }, { status: '1' }],
      [
        { subject: 'Other', name: 'x' },
        { status: '1', subject: 'A subject' },
      ],
      [{}, { status: '1', department_id: '1' }],
    ])('accepts %j and then shows %j', async (fields, shown) => {
      const id = await desk().newTicket();
      expectDone(await desk().post(`/api/tickets/update/${id}`, fields), 'Ticket was updated.');
      expect(await desk().ticket(id)).toMatchObject({ replies: '0', ...shown });
    });

    it('leaves the time of the last update, which a reply moves', async () => {
      const id = await desk().newTicket();
      const { date } = await desk().ticket(id);
      await sleep(1100);
      await desk().post(`/api/tickets/update/${id}`, { status: '4' });
      expect(await desk().ticket(id)).toMatchObject({ date, last_update: date });
      await desk().reply(id);
      const after = await desk().ticket(id);
      expect(after.date).toBe(date);
      expect(Number(after.last_update)).toBeGreaterThan(Number(date));
    });
  });

  describe('tickets/delete', () => {
    it('removes the ticket with its messages and files, once', async () => {
      const id = await desk().newTicket({}, [file(`${unique('a')}.png`)]);
      await desk().reply(id, {}, [file('b.png')]);
      const attached = await desk().files(`ticket_id=${id}`);
      expect(attached).toHaveLength(2);

      expectDone(await desk().post(`/api/tickets/delete/${id}`), 'Ticket was removed.');
      expectError(await desk().get(`/api/tickets/show/${id}`), 'Ticket not found.');
      expectError(await desk().get(`/api/messages/show/${id}`), 'Ticket not found.');
      expect(await desk().files(`ticket_id=${id}`)).toEqual([]);
      for (const { id: fileId } of attached) {
        expectError(await desk().get(`/api/attachments/show/${fileId}`), 'Attachment not found.');
      }
      expectError(await desk().post(`/api/tickets/delete/${id}`), 'Ticket not found.');
    });
  });
}
