import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningServer, startServer } from '../../support/server.js';
import {
  DOCUMENTED_PICTURES,
  DOCUMENTED_TOKEN,
  PICTURES,
  documentedState,
  run,
  withoutTimes,
} from './documentation.js';
import { generated } from './recording.js';

/** Every command of the documentation, by the number of its section. */
const commands = new Map(
  readFileSync(new URL('documentation-curl.txt', import.meta.url), 'utf8')
    .trim()
    .split('\n\n')
    .map((example): [section: string, command: string] => [/^# (\S+)/.exec(example)![1]!, example]),
);

const john = { id: '1', fullname: 'John Doe' };
const department = { id: '4', name: 'Bug report', private: '0' };
const ticket = {
  id: '1',
  user_id: '1',
  department_id: '4',
  subject: 'Hello world',
  date: '<now>',
  last_update: '<now>',
  status: '1',
  replies: '0',
  user_fullname: 'John Doe',
  department_name: 'Bug report',
};
const admin = {
  id: '1',
  username: 'admin',
  fullname: 'Andres Mendoza',
  email: 'andres@demo.com',
  registration: '1611613586',
  last_login: '0',
};

/**
 * The documented answer to each command, in the documentation's order but for the four deletions: those come last,
 * because the sections behind them speak of what they remove.
 */
const ANSWERS: [section: string, answer: object][] = [
  ['9.1', { success: 1, user_id: 1, message: 'User account was created.' }],
  ['9.2', { success: 1, total_users: 1, total_pages: 1, users: [{ ...john, email: 'john.doe@demo.com' }] }],
  ['9.3', { success: 1, user_data: { ...john, email: 'john.doe@demo.com' } }],
  ['9.4', { success: 1, message: 'Email was changed.' }],
  ['10.1', { success: 1, department_id: 4, message: 'Department was created.' }],
  [
    '10.2',
    {
      success: 1,
      departments: [
        { id: '1', name: 'General', private: '0' },
        { id: '2', name: 'Advertising', private: '0' },
        { id: '3', name: 'Sales', private: '0' },
        department,
      ],
    },
  ],
  ['10.3', { success: 1, department }],
  // The command lacks a backslash: the shell sends the name alone, and both fields are required.
  ['10.4', { error: 1, message: 'Department type is missing.' }],
  ['11.1', { success: 1, ticket_id: 1, message: 'Ticket was created.' }],
  ['11.2', { success: 1, total_tickets: 1, pages: 1, tickets: [ticket] }],
  ['11.3', { success: 1, ticket }],
  // The same backslash; neither of the two fields is one of a ticket.
  ['11.4', { success: 1, message: 'Ticket was updated.' }],
  ['12.1', { success: 1, message: 'Message was created and added to ticket.' }],
  [
    '12.2',
    {
      success: 1,
      pages: 1,
      total_replies: 2,
      messages: [
        { id: '2', date: '<now>', customer: '0', staff_id: '1', message: 'Answering a ticket.' },
        { id: '1', date: '<now>', customer: '0', staff_id: '1', message: 'This is a test message.' },
      ],
    },
  ],
  [
    '13.1',
    {
      success: 1,
      files: [
        { id: '1', name: 'hdz.png', filetype: 'image/png', msg_id: '1', size: '70' },
        { id: '2', name: 'homebg.jpg', filetype: 'image/jpeg', msg_id: '2', size: '134' },
      ],
    },
  ],
  [
    '13.2',
    {
      success: 1,
      name: 'hdz.png',
      filetype: 'image/png',
      size: '70',
      content: generated('png1').toString('base64'),
    },
  ],
  ['14.1', { success: 1, users: [admin] }],
  ['14.2', { success: 1, staff_data: admin }],
  ['14.3', { success: 1, message: 'You have been logged in.' }],
  ['13.3', { success: 1, message: 'File was removed from servers.' }],
  ['11.5', { success: 1, message: 'Ticket was removed.' }],
  ['10.5', { success: 1, message: 'Department and its tickets were removed.' }],
  // The documentation says "Account was removed."; clients know the words of the code.
  ['9.5', { success: 1, message: 'User account was removed.' }],
];

describe('the cURL examples of the HelpDeskZ documentation', () => {
  it('are all here', () => {
    expect(ANSWERS.map(([section]) => section).toSorted()).toEqual([...commands.keys()].toSorted());
  });

  describe.skipIf(spawnSync('curl', ['--version']).error)('run by the real curl', () => {
    let server: RunningServer;
    beforeAll(async () => {
      server = await startServer({ load: documentedState() });
    });
    afterAll(() => server?.stop());

    it.each(ANSWERS)('%s', async (section, answer) => {
      const command = commands
        .get(section)!
        .replace('https://demo.helpdeskz.com', server.url)
        .replace('<token>', DOCUMENTED_TOKEN)
        .replace(DOCUMENTED_PICTURES, PICTURES);
      const { stdout, stderr } = await run('sh', [], command);
      expect(withoutTimes(stdout), stderr).toBe(JSON.stringify(answer));
    });
  });
});
