import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startServer } from '../../support/server.js';
import {
  Desk,
  contractState,
  expectError,
  file,
  expectSuccess,
  expectDone,
  unique,
} from './contract/desk.js';
import { type ShownMail, waitForMails } from './mails.js';

const BOB = { username: 'bob', password: 'bobpass1', ip_address: '203.0.113.7' };

describe('a desk in a sub-folder, without attachments, lock-out and with small pages', () => {
  let desk: Desk;
  beforeAll(async () => {
    const settings = {
      ticket_attachment: 0,
      reply_order: 'asc',
      login_attempt: 0,
      tickets_page: 2,
      tickets_replies: 2,
    };
    const env = { PUBLIC_URL: 'http://desk.example.com/support' };
    desk = new Desk(await startServer({ load: contractState(settings), env }));
  });
  afterAll(() => desk?.server.stop());

  it.each([
    '/support/api/departments',
    '/support/api/departments/',
    '/support/index.php/api/departments',
    '/support/helpdeskz/api/departments',
    '/api/departments',
  ])('answers at %s', async (path) => {
    expectSuccess(await desk.get(path));
  });

  it('ignores files silently, good ones and bad ones', async () => {
    const id = await desk.newTicket({}, [file('a.png'), file('evil.php', 'php')]);
    await desk.reply(id, {}, [file('b.png')]);
    expect(await desk.files(`ticket_id=${id}`)).toEqual([]);
  });

  it('shows the oldest message first, two a page', async () => {
    const id = await desk.newTicket();
    for (const message of ['One', 'Two', 'Three', 'Four']) await desk.reply(id, { message });
    const page = async (number: number) =>
      expectSuccess<{ pages: number; messages: { message: string }[] }>(
        await desk.get(`/api/messages/show/${id}?page=${number}`),
      );
    expect(await page(1)).toMatchObject({ pages: 3, messages: [{ message: 'A body.' }, { message: 'One' }] });
    expect(await page(2)).toMatchObject({ messages: [{ message: 'Two' }, { message: 'Three' }] });
    expect((await page(3)).messages).toMatchObject([{ message: 'Four' }]);
  });

  it('shows two tickets a page', async () => {
    const department_id = String(await desk.newDepartment());
    for (let count = 0; count < 3; count++) await desk.newTicket({ department_id });
    const list = await desk.get(`/api/tickets?department_id=${department_id}&page=2`);
    expect(expectSuccess<{ tickets: object[] }>(list)).toMatchObject({
      total_tickets: 3,
      pages: 2,
      tickets: [{}],
    });
  });

  it('counts no attempts and locks nobody out', async () => {
    for (let count = 0; count < 4; count++) {
      expectError(
        await desk.post('/api/staff/auth', { ...BOB, password: 'wrong' }),
        'Invalid username or password.',
      );
    }
    expectError(
      await desk.post('/api/staff/auth', { ...BOB, username: unique('nobody') }),
      'Invalid username or password.',
    );
    expectDone(await desk.post('/api/staff/auth', BOB), 'You have been logged in.');
  });
});

describe('a desk whose staff want to hear of all tickets', () => {
  let desk: Desk;
  beforeAll(async () => {
    const staff_notifications = ['department_ticket_opened', 'department_ticket_replied'];
    desk = new Desk(await startServer({ load: contractState({ staff_notifications }) }));
  });
  afterAll(() => desk?.server.stop());

  it('tells each of the department what a user wrote, and nothing of what the API opened or staff wrote', async () => {
    const department_id = '1';
    const id = await desk.newTicket({ department_id });
    await desk.reply(id, { replier: 'staff', staff_id: '1' });
    await desk.reply(id, { replier: 'user' });
    const isToStaff = ({ to }: ShownMail): boolean => to.endsWith('@demo.com') && !to.startsWith('john');
    const members = ['signin@demo.com', 'escaped@demo.com'];
    await waitForMails(desk.server.dataDir, members.length, ({ to }) => members.includes(to));
    const mails = await waitForMails(desk.server.dataDir, 6, isToStaff);
    expect(new Set(mails.map(({ subject }) => subject))).toEqual(
      new Set([`[#${id}] New message: A subject`]),
    );
    expect(mails.map(({ to }) => to)).toEqual(expect.arrayContaining(members));
    expect(new Set(mails.map(({ to }) => to)).size).toBe(mails.length);
  });
});

describe('a desk with its own rules for files', () => {
  let desk: Desk;
  beforeAll(async () => {
    const settings = { ticket_attachment_number: 1, ticket_file_size: 0.5, ticket_file_type: ['txt', 'pdf'] };
    desk = new Desk(await startServer({ load: contractState(settings) }));
  });
  afterAll(() => desk?.server.stop());

  it('takes the types it lists, one file a message', async () => {
    const id = await desk.newTicket({}, [file('a.txt', 'txt'), file('b.pdf', 'pdf')]);
    await desk.reply(id, {}, [file('b.pdf', 'pdf')]);
    expect(await desk.files(`ticket_id=${id}`)).toMatchObject([
      { name: 'a.txt', filetype: 'text/plain' },
      { name: 'b.pdf', filetype: 'application/pdf' },
    ]);
  });

  it('says its own limit in the unit that fits', async () => {
    const fields = { opener: 'user', user_id: '1', department_id: '1', subject: 'S', body: 'B' };
    expectError(await desk.post('/api/tickets/create', fields, [file('a.png')]), 'File is not allowed.');
    const big = file('a.pdf', 'pdf', { size: 512 * 1024 + 1 });
    expectError(
      await desk.post('/api/tickets/create', fields, [big]),
      'File is too big. Maximum size is 512 KB.',
    );
  });
});
