import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningServer, startServer } from '../../support/server.js';
import { DOCUMENTED_TOKEN, PICTURES, documentedState, run } from './documentation.js';

interface Example {
  method: 'GET' | 'POST';
  path: string;
  fields?: Record<string, string>;
  /** Sent as `attachment[]`, between the other fields and the last one. */
  picture?: string;
}

/**
 * The PHP examples: the same few lines of ext-curl each time, with these values. Deletions come last, as with curl.
 * Each is followed by the beginning of the documented answer.
 */
const EXAMPLES: [section: string, example: Example, answer: string][] = [
  [
    '9.1',
    {
      method: 'POST',
      path: 'users/create',
      fields: { fullname: 'John Doe', email: 'john.doe@demo.com', notify: '1' },
    },
    '{"success":1,"user_id":1,"message":"User account was created."}',
  ],
  [
    '9.2',
    { method: 'GET', path: 'users' },
    '{"success":1,"total_users":1,"total_pages":1,"users":[{"id":"1",',
  ],
  [
    '9.3',
    { method: 'GET', path: 'users/show/1' },
    '{"success":1,"user_data":{"id":"1","fullname":"John Doe",',
  ],
  [
    '9.4',
    { method: 'POST', path: 'users/update/1', fields: { new_email: 'john.doe123@demo.com' } },
    '{"success":1,"message":"Email was changed."}',
  ],
  [
    '10.1',
    { method: 'POST', path: 'departments/create/', fields: { name: 'Bug report', private: '0' } },
    '{"success":1,"department_id":4,"message":"Department was created."}',
  ],
  ['10.2', { method: 'GET', path: 'departments' }, '{"success":1,"departments":[{"id":"1","name":"General",'],
  [
    '10.3',
    { method: 'GET', path: 'departments/show/4' },
    '{"success":1,"department":{"id":"4","name":"Bug report","private":"0"}}',
  ],
  [
    '10.4, and again under 11.4',
    { method: 'POST', path: 'departments/update/1', fields: { name: 'Issues report', private: '0' } },
    '{"success":1,"message":"Department was updated."}',
  ],
  [
    '11.1',
    {
      method: 'POST',
      path: 'tickets/create/',
      fields: {
        opener: 'user',
        user_id: '1',
        staff_id: '1',
        department_id: '4',
        subject: 'Hello world',
        body: 'This is a test message.',
        notify: '0',
      },
      picture: 'hdz.png',
    },
    '{"success":1,"ticket_id":1,"message":"Ticket was created."}',
  ],
  [
    '11.2',
    { method: 'GET', path: 'tickets' },
    '{"success":1,"total_tickets":1,"pages":1,"tickets":[{"id":"1",',
  ],
  ['11.3', { method: 'GET', path: 'tickets/show/1' }, '{"success":1,"ticket":{"id":"1","user_id":"1",'],
  [
    '12.1',
    {
      method: 'POST',
      path: 'messages/create/',
      fields: { ticket_id: '1', replier: 'staff', staff_id: '1', message: 'Answering a ticket', close: '0' },
      picture: 'homebg.jpg',
    },
    '{"success":1,"message":"Message was created and added to ticket."}',
  ],
  [
    '12.2',
    { method: 'GET', path: 'messages/show/1' },
    '{"success":1,"pages":1,"total_replies":2,"messages":[{"id":"2",',
  ],
  [
    '13.1',
    { method: 'GET', path: 'attachments/' },
    '{"success":1,"files":[{"id":"1","name":"hdz.png","filetype":"image/png","msg_id":"1","size":"70"},' +
      '{"id":"2","name":"homebg.jpg","filetype":"image/jpeg","msg_id":"2","size":"134"}]}',
  ],
  [
    '13.2',
    { method: 'GET', path: 'attachments/show/1' },
    '{"success":1,"name":"hdz.png","filetype":"image/png","size":"70","content":"iVBORw0KGgo',
  ],
  ['14.1', { method: 'GET', path: 'staff' }, '{"success":1,"users":[{"id":"1","username":"admin",'],
  [
    '14.2',
    { method: 'GET', path: 'staff/show/1' },
    '{"success":1,"staff_data":{"id":"1","username":"admin",',
  ],
  [
    '14.3',
    {
      method: 'POST',
      path: 'staff/auth/',
      fields: { username: 'admin', password: 'demo123', two_factor: '815435', ip_address: '127.0.0.1' },
    },
    '{"success":1,"message":"You have been logged in."}',
  ],
  [
    '13.3',
    { method: 'POST', path: 'attachments/delete/1' },
    '{"success":1,"message":"File was removed from servers."}',
  ],
  ['11.5', { method: 'POST', path: 'tickets/delete/1' }, '{"success":1,"message":"Ticket was removed."}'],
  [
    '10.5',
    { method: 'POST', path: 'departments/delete/4' },
    '{"success":1,"message":"Department and its tickets were removed."}',
  ],
  ['9.5', { method: 'POST', path: 'users/delete/1' }, '{"success":1,"message":"User account was removed."}'],
];

const hasPhp = /^curl$/m.test(spawnSync('php', ['-m'], { encoding: 'utf8' }).stdout ?? '');

describe.skipIf(!hasPhp)('the PHP examples of the HelpDeskZ documentation, run by php-cli', () => {
  let server: RunningServer;
  beforeAll(async () => {
    server = await startServer({ load: documentedState() });
  });
  afterAll(() => server?.stop());

  it.each(EXAMPLES)('%s', async (_, example, answer) => {
    const { stdout, stderr } = await run('php', [], script(server.url, example));
    expect(stdout.slice(0, answer.length), `${stdout}${stderr}`).toBe(answer);
  });
});

/** The call as a PHP programmer writes it; fields as an array make ext-curl send multipart. */
function script(url: string, { method, path, fields, picture }: Example): string {
  const text = (value: string) => `'${value.replace(/[\\']/g, '\\$&')}'`;
  const entries = Object.entries(fields ?? {}).map(([name, value]) => `${text(name)} => ${text(value)}`);
  if (picture) entries.splice(-1, 0, `'attachment[]' => new CURLFile(${text(PICTURES + picture)})`);
  return `<?php
$call = curl_init(${text(`${url}/api/${path}`)});
curl_setopt($call, CURLOPT_RETURNTRANSFER, true);
curl_setopt($call, CURLOPT_CUSTOMREQUEST, '${method}');
curl_setopt($call, CURLOPT_HTTPHEADER, array('Token: ${DOCUMENTED_TOKEN}'));
${fields ? `curl_setopt($call, CURLOPT_POSTFIELDS, array(${entries.join(', ')}));` : ''}
echo curl_exec($call);
`;
}
