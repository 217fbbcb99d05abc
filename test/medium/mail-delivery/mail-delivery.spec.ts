import { existsSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { AttachmentsService } from '../../../src/attachments/attachments.service.js';
import { SYSTEM, type Author } from '../../../src/common/actor.js';
import { Database } from '../../../src/database/database.js';
import { OutboxMessage } from '../../../src/outbox/outbox-message.entity.js';
import { OutboxRelay } from '../../../src/outbox/outbox-relay.js';
import { MailComposer } from '../../../src/mail-delivery/mail-composer.js';
import { MailTokens } from '../../../src/mailboxes/mail-tokens.js';
import { MailboxesService } from '../../../src/mailboxes/mailboxes.service.js';
import { AccountLinksService } from '../../../src/staff-auth/account-links.service.js';
import { RemovalsService } from '../../../src/tickets/removals.service.js';
import { UsersService } from '../../../src/users/users.service.js';
import { FLAVOURS } from '../../support/database.js';
import { GIF, PNG } from '../../support/files.js';
import { partOf, readMail } from '../../support/mail.js';
import { MailDesk, htmlIn, textIn } from './desk.js';

describe.each(FLAVOURS)('mail of the desk on %s', (flavour) => {
  let desk: MailDesk;
  let folder: string;
  let robin: Author;

  beforeAll(async () => {
    desk = await MailDesk.start(flavour);
    folder = join(desk.fresh.dataDir, 'outbound-mail');
    robin = await desk.staff('Robin Roe', { notifications: [] });
  });
  afterEach(async () => {
    await desk.clear();
    rmSync(folder, { recursive: true, force: true });
  });
  afterAll(() => desk.stop());

  const mails = () => desk.mails();
  const subjects = async () => (await mails()).map(({ headers }) => headers['subject']![0]);
  const names = (): string[] => (existsSync(folder) ? readdirSync(folder).toSorted() : []);
  const lastOwed = async (): Promise<OutboxMessage> => {
    const [row] = await desk
      .the(Database)
      .repository(OutboxMessage)
      .find({ order: { id: 'DESC' }, take: 1 });
    return row!;
  };

  describe('to a new user', () => {
    it('says welcome, as from the desk and nobody else', async () => {
      const grace = { fullName: 'Grace <Hopper>', email: 'grace@example.com' };
      await desk.the(UsersService).create(SYSTEM, grace, { welcome: true });
      const [mail, ...more] = await mails();
      expect(more).toEqual([]);
      const { id } = await lastOwed();
      expect(mail!.headers).toEqual({
        from: ['"Fix & Co" <support@desk.example.org>'],
        to: ['"Grace <Hopper>" <grace@example.com>'],
        subject: ['Welcome to Fix & Co helpdesk'],
        date: ['Sun, 22 Nov 2026 12:00:00 +0000'],
        'auto-submitted': ['auto-generated'],
        'x-auto-response-suppress': ['All'],
        'message-id': [desk.the(MailTokens).messageId(null, `${id}-1`, 'desk.example.org')],
        'mime-version': ['1.0'],
        'content-type': [expect.stringContaining('multipart/alternative')],
      });
      expect(textIn(mail!)).toContain('Hello Grace <Hopper>,');
      expect(htmlIn(mail!)).toContain('Hello Grace &lt;Hopper&gt;,');
    });

    it('brings a link that signs in once, for three days, and no password', async () => {
      const { id } = await desk
        .the(UsersService)
        .create(SYSTEM, { fullName: 'Linus', email: 'linus@example.com' }, { welcome: true });
      const [mail] = await mails();
      const [, token] = /\/help\/sign-in\?token=([\w-]{43})/.exec(textIn(mail!))!;
      const links = desk.the(AccountLinksService);
      const redeem = (): Promise<number> =>
        desk.the(Database).transaction((tx) => links.redeem(tx, 'sign_in', token!));
      const almostThreeDays = 3 * 86_400_000 - 60_000;
      desk.clock.move(almostThreeDays);
      expect(await redeem()).toBe(id);
      desk.clock.move(-almostThreeDays);
      await expect(redeem()).rejects.toMatchObject({ code: 'auth.invalid_token' });
    });

    it('says nothing when no welcome is wanted', async () => {
      await desk.the(UsersService).create(SYSTEM, { fullName: 'Alan', email: 'alan@example.com' });
      expect(await subjects()).toEqual([]);
    });
  });

  describe('about a new ticket', () => {
    it('says nothing about what a user or a script opened', async () => {
      await desk.open();
      await desk.open({ author: undefined });
      expect(await subjects()).toEqual([]);
    });

    it('acknowledges it when that is wanted', async () => {
      const { ticketId } = await desk.open({ acknowledge: true, subject: 'R&D: Drucker 🖨️' });
      const [mail, ...more] = await mails();
      expect(more).toEqual([]);
      expect(mail!.headers).toMatchObject({
        to: ['"Ada \\"A.\\" Lovelace" <Ada@example.com>'],
        subject: [`[#${ticketId}] R&D: Drucker 🖨️`],
        'auto-submitted': ['auto-replied'],
      });
      expect(textIn(mail!)).toContain('“R&D: Drucker 🖨️”');
      expect(htmlIn(mail!)).toContain('“R&amp;D: Drucker 🖨️”');
    });

    it('brings the requester what staff wrote, with the files', async () => {
      const files = [await desk.stage('Über sicht.png', PNG), await desk.stage('second.png', PNG)];
      const { ticketId } = await desk.open({ author: robin, files });
      const [mail, ...more] = await mails();
      expect(more).toEqual([]);
      expect(mail!.headers['subject']).toEqual([`Re: [#${ticketId}] Printer on fire`]);
      expect(mail!.headers['auto-submitted']).toBeUndefined();
      expect(textIn(mail!)).toMatch(/^Robin Roe wrote to you .*\r\n\r\nIt burns\.\r\n/);
      const attached = mail!.parts.slice(1);
      expect(attached.map(({ headers }) => headers['content-type'])).toEqual([
        ['image/png; name="Über sicht.png"'],
        ['image/png; name=second.png'],
      ]);
      expect(attached.map(({ content }) => content)).toEqual([PNG, PNG]);
    });

    it('acknowledges what staff opened as well when that is wanted', async () => {
      const { ticketId } = await desk.open({ author: robin, acknowledge: true });
      expect(await subjects()).toEqual([
        `[#${ticketId}] Printer on fire`,
        `Re: [#${ticketId}] Printer on fire`,
      ]);
      const { id } = await lastOwed();
      expect(names()).toEqual([`${id}-1.eml`, `${id}-2.eml`]);
    });
  });

  describe('about a message', () => {
    it('brings the requester the reply of staff, with the files', async () => {
      const { ticketId } = await desk.open();
      await desk.reply(ticketId, { author: robin, files: [await desk.stage('plan.png', PNG)] });
      const [mail, ...more] = await mails();
      expect(more).toEqual([]);
      expect(mail!.headers['subject']).toEqual([`Re: [#${ticketId}] Printer on fire`]);
      expect(textIn(mail!)).toContain('Use water.');
      expect(partOf(mail!, 'image/png')!.content).toEqual(PNG);
    });

    it('shows the images that stand in its HTML', async () => {
      const { ticketId } = await desk.open();
      const file = { ...(await desk.stage('plan.png', PNG)), contentId: 'plan@robin.example' };
      const body = '<p>See <img src="cid:plan@robin.example" alt="plan" /></p>';
      await desk.reply(ticketId, { author: robin, body, format: 'html', files: [file] });
      const [mail] = await mails();
      expect(htmlIn(mail!)).toContain('src="cid:plan@robin.example"');
      expect(partOf(mail!, 'image/png')).toMatchObject({
        headers: {
          'content-id': ['<plan@robin.example>'],
          'content-disposition': [expect.stringMatching(/^inline/)],
        },
        content: PNG,
      });
    });

    it('brings a reply that a script gave for the desk, in the name of the desk', async () => {
      await desk.reply((await desk.open()).ticketId, {});
      const [mail] = await mails();
      expect(textIn(mail!)).toMatch(/^Fix & Co wrote to you/);
    });

    it('shows HTML sanitised, and everything else escaped', async () => {
      const body = '<b onclick="x()">wet</b><script>steal()</script>';
      const { ticketId } = await desk.open({ subject: '<img src=//evil>' });
      await desk.reply(ticketId, { author: robin, body, format: 'html' });
      const [mail] = await mails();
      expect(htmlIn(mail!)).toContain('“&lt;img src=//evil&gt;”');
      expect(htmlIn(mail!)).toContain('<div><b>wet</b></div>');
      expect(textIn(mail!)).toContain('\r\nwet\r\n');
    });
  });

  describe('in a conversation', () => {
    it('comes from the mailbox of the department, and answers find the ticket by themselves', async () => {
      const mailbox = await desk.the(MailboxesService).create(SYSTEM, {
        address: 'help@fix.example',
        name: 'Fix help',
        departmentId: desk.departmentId,
        incoming: { type: 'pipe' },
        plusAddressing: true,
      });
      const { ticketId } = await desk.open({ author: robin });
      const [mail] = await mails();
      const plus = desk.the(MailTokens).plusAddress('help@fix.example', ticketId);
      expect(mail!.headers).toMatchObject({
        from: ['Fix help <help@fix.example>'],
        'reply-to': [`Fix help <${plus}>`],
      });
      expect(mail!.headers['message-id']![0]).toMatch(/@fix\.example>$/);
      expect((await desk.rows())[0]).toMatchObject({ mailboxId: mailbox.id, sender: 'help@fix.example' });
      await desk.the(MailboxesService).remove(SYSTEM, mailbox.id);
    });

    it('refers to what was said before, however long that is', async () => {
      const { ticketId } = await desk.open({ acknowledge: true });
      for (let reply = 0; reply < 10; reply += 1) {
        desk.clock.move(1_000);
        await desk.reply(ticketId, { author: robin });
        await desk.composed();
      }
      const all = (await mails()).map(({ headers }) => headers);
      const ids = all.map((headers) => headers['message-id']![0]!);
      const root = desk.the(MailTokens).messageId(ticketId, 'thread', 'desk.example.org');
      expect(all[0]).toMatchObject({ 'in-reply-to': [root], references: [root] });
      expect(all[2]).toMatchObject({
        'in-reply-to': [ids[1]],
        references: [`${root} ${ids[0]} ${ids[1]}`],
      });
      expect(all[10]!['references']).toEqual([[root, ...ids.slice(2, 10)].join(' ')]);
      for (const id of ids) expect(desk.the(MailTokens).ticketOfMessageId(id)).toBe(ticketId);
    });
  });

  it('lets nobody write a header of their own', async () => {
    const evil = 'x\r\nBcc: everybody@example.com\r\n\r\nHi\u2028\u0000\u0085there';
    const user = await desk
      .the(UsersService)
      .create(SYSTEM, { fullName: evil, email: 'mallory@example.com' });
    const { ticketId } = await desk.open({ requesterId: user.id, subject: evil, acknowledge: true });
    const [mail] = await mails();
    const flat = 'x Bcc: everybody@example.com Hi there';
    expect(mail!.headers).toMatchObject({
      to: [`"${flat}" <mallory@example.com>`],
      subject: [`[#${ticketId}] ${flat}`],
    });
    expect(Object.keys(mail!.headers)).not.toContain('bcc');
  });

  it('goes to nobody where there is no requester, or a disabled one', async () => {
    const { id } = await desk.user('Blaise');
    await desk.the(UsersService).update(SYSTEM, id, { active: false });
    await desk.open({ requesterId: null, author: robin, acknowledge: true });
    await desk.open({ requesterId: id, author: robin, acknowledge: true });
    expect(await subjects()).toEqual([]);
  });

  it('never goes to one of our own mailboxes', async () => {
    const address = 'loop@fix.example';
    const mailbox = await desk
      .the(MailboxesService)
      .create(SYSTEM, { address, name: '', departmentId: desk.departmentId });
    const user = await desk
      .the(UsersService)
      .create(SYSTEM, { fullName: 'Ourselves', email: 'Loop+42@fix.example' }, { welcome: true });
    await desk.open({ requesterId: user.id, author: robin, acknowledge: true });
    expect(await subjects()).toEqual([]);
    await desk.the(MailboxesService).remove(SYSTEM, mailbox.id);
  });

  it('is not made when what it tells of is gone by then', async () => {
    await desk.the(OutboxRelay).stop();
    const input = { fullName: 'Curie', email: 'curie@example.com' };
    const user = await desk.the(UsersService).create(SYSTEM, input, { welcome: true });
    await desk.the(RemovalsService).removeUser(SYSTEM, user.id);
    const { ticketId } = await desk.open({ author: robin });
    await desk.the(RemovalsService).removeTicket(SYSTEM, ticketId);
    await desk.reply((await desk.open()).ticketId, {});
    await desk.the(Database).transaction((tx) => tx.query(`delete from messages where body = 'Use water.'`));
    desk.the(OutboxRelay).start();
    expect(await subjects()).toEqual([]);
  });

  it('is made once, however often its cause comes', async () => {
    await desk.open({ author: robin, acknowledge: true });
    const first = await desk.settled();
    const { id } = await lastOwed();
    await desk
      .the(Database)
      .transaction((tx) => tx.query(`update outbox set state = 'pending' where id = ?`, [id]));
    desk.the(OutboxRelay).wake();
    await desk.composed();
    expect(await desk.settled()).toEqual(first);
  });

  it('is made anew when its readers change meanwhile: the erased get none, the others by their new address', async () => {
    const [gone, moved] = [await desk.user('Gone'), await desk.user('Moved')];
    const composer = desk.the(MailComposer);
    for (const [reader, change, readers] of [
      [gone, () => desk.the(RemovalsService).removeUser(SYSTEM, gone.id), []],
      [
        moved,
        () => desk.the(UsersService).update(SYSTEM, moved.id, { email: 'other@example.com' }),
        ['Moved <other@example.com>'],
      ],
    ] as const) {
      const { ticketId } = await desk.open({ requesterId: reader.id });
      await desk.clear();
      const compose = composer.messagePosted.bind(composer);
      vi.spyOn(composer, 'messagePosted').mockImplementationOnce(async (cause) => {
        const made = await compose(cause);
        await change();
        return made;
      });
      await desk.reply(ticketId, { author: robin, body: 'Private words.' });
      const lastError = 'Whom or what the mails are about changed while they were made.';
      await vi.waitFor(async () => expect(await lastOwed()).toMatchObject({ state: 'pending', lastError }));
      expect(await desk.rows()).toEqual([]);
      desk.clock.move(1_000);
      desk.the(OutboxRelay).wake();
      expect((await mails()).map(({ headers }) => headers['to']![0])).toEqual(readers);
    }
  });

  it('waits until it can be kept', async () => {
    writeFileSync(folder, 'in the way');
    await desk.reply((await desk.open()).ticketId, {});
    await vi.waitFor(async () =>
      expect((await desk.rows())[0]).toMatchObject({
        state: 'queued',
        attempts: 1,
        lastError: expect.stringMatching(/EEXIST/),
      }),
    );
    rmSync(folder);
    desk.pass(60_000);
    expect(await subjects()).toHaveLength(1);
    expect(names()).toHaveLength(1);
  });

  it('waits, and leaves nothing half written, when a file of it is lost', async () => {
    const { ticketId } = await desk.open();
    const files = [await desk.stage('plan.gif', GIF)];
    const blobs = join(desk.fresh.dataDir, 'storage', 'blobs');
    await desk.composed();
    await desk.the(OutboxRelay).stop();
    await desk.reply(ticketId, { body: 'Look.', author: robin, files });
    await desk.the(AttachmentsService).release(files);
    renameSync(blobs, `${blobs}.aside`);
    desk.the(OutboxRelay).start();
    await vi.waitFor(async () =>
      expect(await lastOwed()).toMatchObject({
        state: 'pending',
        lastError: 'The content of this attachment is no longer there.',
      }),
    );
    expect(await desk.rows()).toEqual([]);
    expect(readdirSync(join(desk.fresh.dataDir, 'storage', 'mails', 'incoming'))).toEqual([]);
    renameSync(`${blobs}.aside`, blobs);
    desk.clock.move(1_000);
    desk.the(OutboxRelay).wake();
    expect(partOf((await mails())[0]!, 'image/gif')!.content).toEqual(GIF);
  });

  it('is kept for the eyes of this account only, and logged without a word of its body', async () => {
    const { ticketId } = await desk.open();
    await desk.reply(ticketId, { author: robin, body: 'the secret is 42' });
    const [row] = await desk.settled();
    const path = join(folder, names()[0]!);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(desk.logged).toEqual([`The mail "staff_reply" to Ada@Example.com is kept in ${path}`]);
    expect(readMail(readFileSync(path))).toEqual(await desk.read(row!));
    expect(row).toMatchObject({
      state: 'sent',
      recipients: [{ state: 'sent', detail: `Not sent, but kept in ${path}` }],
    });
  });
});
