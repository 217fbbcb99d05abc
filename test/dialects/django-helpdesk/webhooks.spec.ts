import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FLAVOURS } from '../../support/database.js';
import { Receiver } from '../../medium/webhooks/receiver.js';
import { openDesk, read, type DjangoDesk } from './desk.js';

const PIPE = fileURLToPath(new URL('../../../bin/pipe', import.meta.url));

interface Told {
  type: string;
  data: { ticket: { id: number; subject: string }; message: { bodyText: string } };
}

describe.each(FLAVOURS)('webhooks beside the django-helpdesk API on %s', (flavour) => {
  let desk: DjangoDesk;
  let receiver: Receiver;
  let folder: string;

  const create = (path: string, body: object) =>
    desk.native<{ id: number }>(path, { method: 'POST', body: JSON.stringify(body) });
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'switchdesk-mail-'));
    receiver = await Receiver.start();
    desk = await openDesk(flavour, { MAIL_SOCKET: join(folder, 'mail.sock') });
    const settings = { webhook_allowed_networks: ['127.0.0.0/8'] };
    await desk.native('/settings', { method: 'PATCH', body: JSON.stringify(settings) });
    const events = { new: ['ticket.opened'], followup: ['ticket.replied', 'ticket.noted'] };
    for (const [name, of] of Object.entries(events))
      await create('/webhooks', { name, url: receiver.url(`/${name}`), events: of });
    const incoming = { type: 'pipe' };
    await create('/mailboxes', { address: 'help@desk.test', name: 'Help', departmentId: 1, incoming });
  });
  afterAll(async () => {
    await desk?.server.stop();
    await receiver?.stop();
    await rm(folder, { recursive: true });
  });

  const told = (path: string): Told[] => receiver.at(path).map(({ body }) => JSON.parse(body) as Told);
  const eventually = async (path: string, count: number): Promise<void> => {
    await expect.poll(() => told(path), { timeout: 10_000, interval: 50 }).toHaveLength(count);
  };
  async function mail(...lines: string[]): Promise<void> {
    const env = { ...process.env, MAIL_SOCKET: join(folder, 'mail.sock') };
    const child = spawn(PIPE, [], { env, stdio: ['pipe', 'ignore', 'inherit'] });
    child.stdin.end(['From: Ada <ada@customers.example>', 'To: help@desk.test', ...lines, ''].join('\r\n'));
    expect(await once(child, 'close')).toEqual([0, null]);
  }

  it('tell once of a new ticket, as it is, and then of its follow-ups (6.1.14, 6.1.15)', async () => {
    const ticket = { queue: 1, title: 'Hooked', description: 'D', priority: 4 };
    const { id } = read<{ id: number }>(await desk.ask('POST', 'tickets/', ticket));
    await eventually('/new', 1);
    const [opened] = told('/new');
    expect(opened!.data.ticket).toMatchObject({ id, subject: 'Hooked', priority: 'low', status: 'open' });
    expect(told('/followup')).toEqual([]);
    await desk.ask('POST', 'followups/', { ticket: id, comment: 'It is said.', public: true });
    await eventually('/followup', 1);
    expect(told('/followup')[0]).toMatchObject({
      type: 'ticket.replied',
      data: { ticketId: id, message: { bodyText: 'It is said.' } },
    });
    expect(told('/new')).toHaveLength(1);
  });

  it('tell of a new ticket by mail, and of a reply by mail (6.1.16)', async () => {
    const before = { opened: told('/new').length, said: told('/followup').length };
    await mail('Subject: By mail', 'Message-ID: <first@customers.example>', '', 'It came by mail.');
    await eventually('/new', before.opened + 1);
    expect(told('/new').at(-1)!.data.ticket).toMatchObject({ subject: 'By mail' });
    expect(told('/followup')).toHaveLength(before.said);
    const thread = ['Message-ID: <second@customers.example>', 'In-Reply-To: <first@customers.example>'];
    await mail('Subject: Re: By mail', ...thread, '', 'One word more.');
    await eventually('/followup', before.said + 1);
    expect(told('/followup').at(-1)).toMatchObject({
      type: 'ticket.replied',
      data: { message: { bodyText: expect.stringContaining('One word more.') as unknown } },
    });
    expect(told('/new')).toHaveLength(before.opened + 1);
  });
});
