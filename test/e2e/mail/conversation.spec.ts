import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { FLAVOURS } from '../../support/database.js';
import type { Serving } from '../../support/desk.js';
import { Dovecot, HAS_DOVECOT, MAIL_PASSWORD } from '../../support/dovecot.js';
import { DESK, MailDesk, type GotMail, type Json } from './mail-desk.js';

const ANN = 'Ann <ann@customers.example>';
const BEN = 'Ben <ben@customers.example>';
const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const [ann, ben] = ['ann@customers.example', 'ben@customers.example'];

describe.skipIf(!HAS_DOVECOT).each(FLAVOURS)('a conversation by mail, desk on %s (Dovecot)', (flavour) => {
  let mail: MailDesk;
  let id: number;
  let acknowledgement: GotMail;
  let answer: GotMail;

  beforeAll(async () => {
    mail = await MailDesk.start(flavour, await Dovecot.start({ accounts: [DESK] }));
    await mail.addMailbox(DESK);
  });
  afterAll(() => mail?.remove());

  it('begins with a ticket within seconds of the mail', async () => {
    const sentAt = Date.now();
    await mail.send({
      from: ANN,
      subject: 'The printer is on fire',
      body: 'It burns.\n\n-- \nAnn, accounting',
      headers: { 'Message-ID': '<first@customers.example>', Cc: BEN },
    });
    const ticket = await mail.ticketWith('The printer is on fire');
    expect(Date.now() - sentAt).toBeLessThan(10_000);
    expect(ticket).toMatchObject({
      status: 'open',
      departmentId: 1,
    });
    id = ticket.id;
    const requester = await mail.call('GET', `/users/${ticket.requesterId}`);
    expect(requester).toMatchObject({ fullName: 'Ann', email: ann });
    const [message] = await mail.messages(id);
    expect(message).toMatchObject({ author: { kind: 'user', name: 'Ann' }, visibleText: 'It burns.' });
    expect(await mail.fateOf('The printer is on fire')).toMatchObject({ rule: 'new', ticketId: id });
  });

  it('tells the sender, and only the sender, that it arrived', async () => {
    acknowledgement = await mail.mailTo(ann, 'has arrived');
    expect(acknowledgement.subject).toBe(`[#${id}] The printer is on fire`);
    expect(acknowledgement.header('From')).toBe(`Support desk <${DESK}>`);
    expect(acknowledgement.header('Reply-To')).toMatch(/^Support desk <help\+\d+\.[0-9a-v]{26}@desk\.test>$/);
    expect(acknowledgement.header('In-Reply-To')).toBe('<first@customers.example>');
    expect(acknowledgement.header('Auto-Submitted')).toBe('auto-replied');
    expect(acknowledgement.sunk).toMatchObject({ from: DESK, to: [ann] });
  });

  it('brings an answer by the HelpDeskZ API to the customer, with a copy to whom they had named', async () => {
    await mail.helpdeskz('POST', 'messages/create', {
      ticket_id: String(id),
      replier: 'staff',
      staff_id: '2',
      message: '<p>Did you <b>pour water</b> on it?</p>',
    });
    answer = await mail.mailTo(ann, 'Did you pour water on it?');
    expect(answer.sunk.to).toEqual([ann, ben]);
    expect(answer.header('Cc')).toContain(ben);
    expect(answer.subject).toBe(`Re: [#${id}] The printer is on fire`);
    expect(answer.header('References')).toContain('<first@customers.example>');
    expect(answer.header('In-Reply-To')).toBe(acknowledgement.header('Message-ID'));
    expect(answer.answerTo).toBe(acknowledgement.answerTo);
    expect(answer.header('Auto-Submitted')).toBeUndefined();
    expect(await mail.ticket(id)).toMatchObject({ status: 'answered' });
  });

  it('brings an answer by the native API, with its files', async () => {
    const form = new FormData();
    form.set('body', 'Or sand?');
    form.set('attachments', new Blob([PIXEL], { type: 'image/png' }), 'sand bücket.png');
    await mail.call('POST', `/tickets/${id}/messages`, form, 'agent');
    const second = await mail.mailTo(ann, 'Or sand?');
    expect(second.file('image/png')).toEqual(PIXEL);
    expect(second.text).toContain('The agent wrote');
    expect(second.header('References')).toContain(answer.header('Message-ID'));
  });

  it('takes an answer that says only what it answers, under another subject', async () => {
    await mail.send({
      from: ANN,
      subject: 'It is out',
      body: `Water helped.\n\nOn Monday the agent wrote:\n> Did you pour water on it?`,
      headers: { 'In-Reply-To': answer.header('Message-ID')! },
    });
    expect(await mail.fateOf('It is out')).toMatchObject({ ticketId: id, rule: 'token' });
    const message = await mail.messageWith(id, 'Water helped.');
    expect(message).toMatchObject({ visibleText: 'Water helped.', visibility: 'public' });
    expect(await mail.ticket(id)).toMatchObject({
      status: 'awaiting_reply',
      subject: 'The printer is on fire',
    });
    expect((await mail.helpdeskz('GET', `tickets/show/${id}`)).ticket.status).toBe('3');
  });

  it('takes an answer to the address that only its participants know', async () => {
    await mail.call('POST', `/tickets/${id}/close`, {}, 'agent');
    await mail.send({ from: ANN, subject: 'Smoke', to: [answer.answerTo], body: 'It smokes again.' });
    expect(await mail.fateOf('Smoke')).toMatchObject({ ticketId: id, rule: 'token' });
    expect(await mail.ticket(id)).toMatchObject({ status: 'reopened' });
  });

  it('takes an answer to a mail that somebody else had sent', async () => {
    await mail.send({
      from: BEN,
      subject: 'Re: The printer is on fire',
      body: 'I have a fire blanket.',
      headers: { References: '<first@customers.example>', Cc: ANN },
    });
    expect(await mail.fateOf('Re: The printer is on fire')).toMatchObject({
      ticketId: id,
      rule: 'reference',
    });
    const message = await mail.messageWith(id, 'fire blanket');
    expect(message.author).toMatchObject({ kind: 'user', name: 'Ben' });
  });

  it('takes the number in a subject from those who take part', async () => {
    await mail.send({ from: BEN, subject: `Question [#${id}]`, body: 'Does sand help?' });
    expect(await mail.fateOf(`Question [#${id}]`)).toMatchObject({ ticketId: id, rule: 'subject' });
    expect((await mail.mailTo(ann, 'Does sand help?')).text).toContain('Ben wrote');
  });

  it('does not give a copy to those whom the sender had written to', async () => {
    await mail.mailTo(ann, 'Does sand help?');
    expect(mail.gotBy(ann, 'fire blanket')).toEqual([]);
    expect(mail.gotBy(ben, 'Does sand help?')).toEqual([]);
  });

  it('does not take it from a stranger, who gets a ticket of their own', async () => {
    const subject = `Re: [#${id}] The printer is on fire`;
    await mail.send({ from: 'Eve <eve@elsewhere.example>', subject, body: 'Let me in.' });
    const fate = await mail.fateOf(subject);
    expect(fate.rule).toBe('new');
    expect(fate.ticketId).not.toBe(id);
    await mail.mailTo('eve@elsewhere.example', 'has arrived');
  });

  it('does not take a token that was made up', async () => {
    const to = answer.answerTo.replace(/\.[0-9a-v]{5}/, '.00000');
    await mail.send({ from: 'Eve <eve@elsewhere.example>', subject: 'Forged', to: [to] });
    expect((await mail.fateOf('Forged')).ticketId).not.toBe(id);
  });

  it('tells the assignee of a note, and no customer', async () => {
    await mail.call('POST', `/tickets/${id}/claim`, {}, 'agent');
    const note = { body: 'They are uninsured.', visibility: 'internal' };
    await mail.call('POST', `/tickets/${id}/messages`, note, 'boss');
    const told = await mail.mailTo('agent@staff.example', 'They are uninsured.');
    expect(told.sunk.to).toEqual(['agent@staff.example']);
    expect(told.header('Auto-Submitted')).toBe('auto-generated');
    await mail.call('POST', `/tickets/${id}/messages`, { body: 'We send somebody.' }, 'boss');
    await mail.mailTo(ben, 'We send somebody.');
    for (const { sunk } of [...mail.gotBy(ann), ...mail.gotBy(ben)])
      expect(sunk.raw.toString()).not.toContain('uninsured');
  });

  it('lets staff answer by mail what they were told by mail', async () => {
    const told = await mail.mailTo('agent@staff.example', 'We send somebody.');
    await mail.send({
      from: 'Agent <agent@staff.example>',
      subject: 'Re: at once',
      to: [told.answerTo],
      body: 'I am at your door.',
      headers: { 'In-Reply-To': told.header('Message-ID')! },
    });
    const message = await mail.messageWith(id, 'I am at your door.');
    expect(message.author).toMatchObject({ kind: 'staff', id: 2 });
    expect((await mail.mailTo(ann, 'I am at your door.')).text).toContain('The agent wrote');
  });

  it('keeps among staff what staff answer to a note, with the note that it quotes', async () => {
    const note = { body: 'Their contract ends in May.', visibility: 'internal' };
    await mail.call('POST', `/tickets/${id}/messages`, note, 'boss');
    const told = await mail.mailTo('agent@staff.example', note.body);
    await mail.send({
      from: 'Agent <agent@staff.example>',
      subject: `Re: ${told.subject}`,
      to: [told.answerTo],
      body: `In June.\n\n> ${note.body}`,
      headers: { 'In-Reply-To': told.header('Message-ID')! },
    });
    const message = await mail.messageWith(id, 'In June.');
    expect(message).toMatchObject({ visibility: 'internal', author: { kind: 'staff', id: 2 } });
    // Whatever was owed before leaves before.
    await mail.call('POST', `/tickets/${id}/messages`, { body: 'We looked into it.' }, 'boss');
    await mail.mailTo(ann, 'We looked into it.');
    expect([...mail.gotBy(ann, 'In June.'), ...mail.gotBy(ben, 'In June.')]).toEqual([]);
  });

  it('notes a mail that came back, and that its recipient did not get it', async () => {
    const lost = await mail.mailTo(ben, 'We send somebody.');
    const before = await mail.ticket(id);
    await mail.send(bounceOf(lost, ben));
    const note = await mail.messageWith(id, 'did not arrive');
    expect(note).toMatchObject({ visibility: 'internal', author: { kind: 'system' } });
    expect(note.bodyText).toContain('5.1.1');
    const [sent] = (await mail.call('GET', `/outbound-mails?ticketId=${id}&limit=100`)).items.filter(
      ({ internetMessageId }: Json) => internetMessageId === lost.header('Message-ID'),
    );
    expect(sent.recipients).toMatchObject([
      { address: ann, state: 'sent' },
      { address: ben, state: 'bounced' },
    ]);
    expect((await mail.ticket(id)).status).toBe(before.status);
  });

  it('tells staff of a lost mail, but not of one to staff, which would be lost again', async () => {
    const about = (address: string): string => `${address}: 5.1.1`;
    await mail.mailTo('agent@staff.example', about(ben));
    await mail.send(bounceOf(await mail.mailTo('agent@staff.example', about(ben)), 'agent@staff.example'));
    await mail.messageWith(id, about('agent@staff.example'));
    await mail.call('POST', `/tickets/${id}/messages`, { body: 'Who is there?' }, 'boss');
    await mail.mailTo('agent@staff.example', 'Who is there?');
    expect(mail.gotBy('agent@staff.example', about('agent@staff.example'))).toEqual([]);
  });

  it('keeps a vacation reply and answers it with nothing', async () => {
    await mail.call('PATCH', `/tickets/${id}`, { status: 'answered' });
    const before = mail.world.mails.length;
    await mail.send({
      from: ANN,
      subject: 'Out of office',
      body: 'I am at the sea.',
      headers: { 'Auto-Submitted': 'auto-replied', 'In-Reply-To': answer.header('Message-ID')! },
    });
    await mail.messageWith(id, 'I am at the sea.');
    expect(await mail.fateOf('Out of office')).toMatchObject({ ticketId: id, automatic: true });
    expect((await mail.ticket(id)).status).toBe('answered');
    await mail.send({
      from: 'Agent <agent@staff.example>',
      subject: 'Abroad',
      to: [answer.answerTo],
      headers: { 'Auto-Submitted': 'auto-replied' },
      body: 'I am in the mountains.',
    });
    expect(await mail.messageWith(id, 'in the mountains')).toMatchObject({ visibility: 'internal' });
    await mail.send({ from: 'News <news@shop.example>', subject: 'Sale', headers: { Precedence: 'bulk' } });
    await mail.ticketWith('Sale');
    // Whoever writes now is answered after all that could have been sent before.
    await mail.send({ from: 'Joe <joe@customers.example>', subject: 'Later' });
    await mail.mailTo('joe@customers.example', 'has arrived');
    const since = mail.world.mails.slice(before).flatMap(({ to }) => to);
    expect(since.filter((address) => !address.endsWith('@staff.example'))).toEqual(['joe@customers.example']);
  });

  it('writes to users as the HelpDeskZ API was told to', async () => {
    const { user_id } = await mail.helpdeskz('POST', 'users/create', {
      fullname: 'Zoe',
      email: 'zoe@customers.example',
      notify: '1',
    });
    await mail.mailTo('zoe@customers.example', 'are now known');
    const ticket = { user_id: String(user_id), department_id: '1', body: 'By the API.' };
    const opened = { opener: 'user', subject: 'Silent', ...ticket };
    await mail.helpdeskz('POST', 'tickets/create', opened);
    await mail.helpdeskz('POST', 'tickets/create', { ...opened, subject: 'Told', notify: '1' });
    await mail.mailTo('zoe@customers.example', 'Told');
    const byStaff = { opener: 'staff', staff_id: '2', subject: 'By staff' };
    await mail.helpdeskz('POST', 'tickets/create', { ...ticket, ...byStaff });
    const reply = await mail.mailTo('zoe@customers.example', 'By the API.');
    expect(reply.subject).toMatch(/^Re: \[#\d+\] By staff$/);
    expect(mail.gotBy('zoe@customers.example', 'Silent')).toEqual([]);
  });

  it('is told in figures to those who watch', async () => {
    const ready = (await (await fetch(`${mail.serving.url}/readyz`)).json()) as Json;
    expect(ready.details).toMatchObject({
      mailboxes: { polled: 1, failing: 0 },
      'mail-in': { received: 0, failed: 0, held: 0, quarantined: 0, oldestSeconds: 0 },
      'mail-out': { queued: 0, paused: 0, failing: 0 },
    });
    const figures = await mail.figures();
    expect(figures).toMatch(/^switchdesk_mails_in_total\{state="processed"\} 1\d$/m);
    expect(figures).toMatch(/^switchdesk_mails_in\{state="quarantined"\} 0$/m);
    expect(figures).toMatch(/^switchdesk_mails_out_total\{state="sent"\} \d\d$/m);
  });

  it('looks into a mailbox by what was set just now', async () => {
    const path = `/mailboxes/${(await mail.call('GET', '/mailboxes')).items[0].id}`;
    await mail.call('PATCH', path, { incoming: { secret: 'wrong' } });
    await expect(mail.call('POST', `${path}/poll`)).rejects.toThrow('The server refuses the user');
    await mail.call('PATCH', path, { incoming: { secret: MAIL_PASSWORD } });
    expect(await mail.call('POST', `${path}/poll`)).toMatchObject({ skipped: 0 });
    await mail.send({ from: ANN, subject: 'After all' });
    await mail.ticketWith('After all');
  });

  it('is fetched by the command of old cron lines, with a running desk and without one', async () => {
    const fetched = async (subject: string): Promise<string> => {
      await mail.send({ from: ANN, subject });
      const { code, stdout } = await mail.desk.command('imap_fetcher');
      expect(code).toBe(0);
      return stdout;
    };
    // The running desk may have heard of it first.
    expect(await fetched('By cron')).toMatch(/^help@desk\.test: [01] received, 0 known, 0 skipped\n$/);
    await mail.serving.stop();
    expect(await fetched('By cron alone')).toBe('help@desk.test: 1 received, 0 known, 0 skipped\n');
    mail.serving = await mail.desk.serve();
    for (const subject of ['By cron', 'By cron alone'])
      expect(await mail.fateOf(subject)).toMatchObject({ state: 'processed', rule: 'new' });
  });

  it('is looked after by commands', async () => {
    const [first] = (await mail.call('GET', '/inbound-mails?limit=1')).items;
    const { stderr: refused, code } = await mail.desk.command('mail', 'reprocess', String(first.id));
    expect(code).not.toBe(0);
    expect(refused).toContain('The mail has been processed.');
    expect(await mail.desk.command('mail', 'reprocess', '--state', 'held')).toMatchObject({
      code: 0,
      stderr: 'There is none.\n',
    });
    const nobody = await mail.desk.command('mail', 'poll', '--mailbox', 'nobody@desk.test');
    expect(nobody.stderr).toContain('There is no mailbox "nobody@desk.test".');
    mail.world.recipients.set(ben, { code: 450 });
    await mail.call('POST', `/tickets/${id}/messages`, { body: 'Not yet.' }, 'agent');
    await vi.waitFor(
      async () => {
        const { stdout } = await mail.desk.command('mail', 'outbox');
        expect(stdout).toMatch(
          /^\d+: queued, staff_reply to .*ben@customers\.example.*; next attempt .*; 1 so far; /,
        );
      },
      { timeout: 15_000, interval: 200 },
    );
    mail.world.recipients.clear();
  });

  // The embedded database has one server.
  it.each(flavour === 'mariadb' ? [2] : [])('goes on with %i servers, and nothing comes twice', async () => {
    const second: Serving = await mail.desk.serve();
    const subjects = Array.from({ length: 20 }, (_, at) => `Mail number ${at}.`);
    const deliver = (some: string[]): Promise<unknown> =>
      Promise.all(some.map((subject) => mail.send({ from: ANN, subject })));
    await deliver(subjects.slice(0, 10));
    await mail.serving.stop();
    mail.serving = second;
    await deliver(subjects.slice(10));
    for (const subject of subjects) await mail.ticketWith(subject);
    await vi.waitFor(
      () => {
        for (const subject of subjects) expect(mail.gotBy(ann, `“${subject}”`), subject).toHaveLength(1);
      },
      { timeout: 15_000, interval: 50 },
    );
  });
});

/** What a mail server writes when a mailbox does not exist (RFC 3464). */
function bounceOf(lost: GotMail, address: string) {
  const body = `--b
Content-Type: text/plain

Your mail could not be delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.customers.example

Final-Recipient: rfc822; ${address}
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 no such user

--b
Content-Type: text/rfc822-headers

Message-ID: ${lost.header('Message-ID')}
Subject: ${lost.subject}

--b--`;
  return {
    from: 'Mail Delivery System <MAILER-DAEMON@customers.example>',
    subject: 'Undelivered Mail Returned to Sender',
    body,
    headers: {
      'Return-Path': '<>',
      'Auto-Submitted': 'auto-replied',
      'MIME-Version': '1.0',
      'Content-Type': 'multipart/report; report-type=delivery-status; boundary="b"',
    },
  };
}
