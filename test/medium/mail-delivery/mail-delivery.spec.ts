import { existsSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { Module } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { TypeOrmModule } from '@nestjs/typeorm';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { AttachmentsService, type UploadedFile } from '../../../src/attachments/attachments.service.js';
import { SYSTEM, type Actor, type Author } from '../../../src/common/actor.js';
import { Clock } from '../../../src/common/clock.js';
import { ConfigModule } from '../../../src/config/config.module.js';
import { readEnvironment } from '../../../src/config/environment.js';
import { Database } from '../../../src/database/database.js';
import { insertRow } from '../../../src/database/rows.js';
import { DatabaseModule } from '../../../src/database/database.module.js';
import { DepartmentsModule } from '../../../src/departments/departments.module.js';
import { DepartmentsService } from '../../../src/departments/departments.service.js';
import { EventsModule } from '../../../src/events/events.module.js';
import { MailDeliveryModule } from '../../../src/mail-delivery/mail-delivery.module.js';
import { OutboxMessage } from '../../../src/outbox/outbox-message.entity.js';
import { HttpModule } from '../../../src/http/http.module.js';
import { OutboxRelay } from '../../../src/outbox/outbox-relay.js';
import { OutboxModule } from '../../../src/outbox/outbox.module.js';
import { SettingsModule } from '../../../src/settings/settings.module.js';
import { SettingsService } from '../../../src/settings/settings.service.js';
import { Staff } from '../../../src/staff-auth/staff.entity.js';
import { RemovalsService } from '../../../src/tickets/removals.service.js';
import { TicketsModule } from '../../../src/tickets/tickets.module.js';
import { TicketsService, type Opening, type Reply } from '../../../src/tickets/tickets.service.js';
import type { User } from '../../../src/users/user.entity.js';
import { UsersService } from '../../../src/users/users.service.js';
import { FLAVOURS, freshDatabase, type FreshDatabase } from '../../support/database.js';
import { GIF, PNG } from '../../support/files.js';
import { partOf, readMail, type MailPart } from '../../support/mail.js';
import { MovedClock } from '../../support/moved-clock.js';

@Module({ imports: [TypeOrmModule.forFeature([Staff])] })
class StaffTable {}

const TOKEN: Actor = { kind: 'token', id: 1, name: 'billing script', permissions: new Set() };

describe.each(FLAVOURS)('mail of the desk on %s', (flavour) => {
  let fresh: FreshDatabase;
  let desk: TestingModule;
  let folder: string;
  let departmentId: number;
  let ada: User;
  let robin: Author;
  const clock = new MovedClock();
  const logged: string[] = [];
  const the = <T>(service: abstract new (...args: never[]) => T): T =>
    desk.get<T>(service, { strict: false });

  beforeAll(async () => {
    fresh = await freshDatabase(flavour);
    folder = join(fresh.dataDir, 'outbound-mail');
    desk = await start();
    const department = await the(DepartmentsService).create(SYSTEM, { name: 'General', private: false });
    departmentId = department.id;
    robin = { kind: 'staff', id: await insertStaff('Robin Roe'), name: 'Robin Roe' };
    ada = await the(UsersService).create(SYSTEM, { fullName: 'Ada "A." Lovelace', email: 'Ada@Example.com' });
    await the(Database).transaction((tx) => the(SettingsService).change(tx, { site_name: 'Fix & Co' }));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
    logged.length = 0;
  });
  afterAll(async () => {
    await desk.close();
    await fresh.remove();
  });

  async function start(): Promise<TestingModule> {
    const config = readEnvironment({
      DATA_DIR: fresh.dataDir,
      DATABASE_URL: fresh.databaseUrl,
      APP_SECRET: 'a secret of the test run, 32 characters or more',
      PUBLIC_URL: 'https://desk.example.org:8443/help',
    });
    const imports = [
      ConfigModule.with(config),
      DatabaseModule,
      OutboxModule,
      EventsModule,
      SettingsModule,
      HttpModule,
      StaffTable,
      DepartmentsModule,
      TicketsModule,
      MailDeliveryModule,
    ];
    const module = await Test.createTestingModule({ imports })
      .overrideProvider(Clock)
      .useValue(clock)
      .compile();
    const log = (message: string): void => void logged.push(message);
    module.useLogger({ log, warn: log, error: log });
    await module.init();
    module.get(OutboxRelay).start();
    return module;
  }

  const insertStaff = (fullName: string): Promise<number> =>
    the(Database).transaction((tx) =>
      insertRow(tx, 'staff', {
        username: 'robin',
        usernameKey: 'robin',
        fullName,
        role: 'staff',
        active: true,
        createdAt: clock.now(),
        updatedAt: clock.now(),
        version: 1,
      }),
    );

  const open = (opening: Partial<Opening> = {}) =>
    the(TicketsService).open(TOKEN, {
      departmentId,
      subject: 'Printer on fire',
      body: 'It burns.',
      format: 'text',
      requesterId: ada.id,
      author: { kind: 'user', id: ada.id, name: ada.fullName },
      ...opening,
    });

  /** On a ticket that caused no mail itself. */
  async function reply(change: Partial<Reply>, opening: Partial<Opening> = {}) {
    const { ticketId } = await open(opening);
    await the(TicketsService).reply(TOKEN, ticketId, {
      body: 'Use water.',
      format: 'text',
      author: robin,
      ...change,
    });
    return ticketId;
  }

  async function stage(name: string, content: Buffer): Promise<UploadedFile> {
    return { name, staged: await the(AttachmentsService).stage(Readable.from([content])) };
  }

  const lastOwed = async (): Promise<OutboxMessage> => {
    const [row] = await the(Database)
      .repository(OutboxMessage)
      .find({ order: { id: 'DESC' }, take: 1 });
    return row!;
  };

  /** All mails of a test, read once nothing is owed any more. */
  async function mails(): Promise<MailPart[]> {
    await vi.waitFor(async () =>
      expect(await the(Database).repository(OutboxMessage).findBy({ state: 'pending' })).toEqual([]),
    );
    return names().map((name) => readMail(readFileSync(join(folder, name))));
  }

  const names = (): string[] => (existsSync(folder) ? readdirSync(folder).toSorted() : []);
  const subjects = async () => (await mails()).map(({ headers }) => headers['subject']![0]);
  const textIn = (mail: MailPart) => partOf(mail, 'text/plain')!.content.toString();
  const htmlIn = (mail: MailPart) => partOf(mail, 'text/html')!.content.toString();

  describe('to a new user', () => {
    it('says welcome, as from the desk and nobody else', async () => {
      const grace = { fullName: 'Grace <Hopper>', email: 'grace@example.com' };
      await the(UsersService).create(SYSTEM, grace, { welcome: true });
      const [mail, ...more] = await mails();
      expect(more).toEqual([]);
      const { id } = await lastOwed();
      expect(mail!.headers).toEqual({
        from: ['"Fix & Co" <support@desk.example.org>'],
        to: ['"Grace <Hopper>" <grace@example.com>'],
        subject: ['Welcome to Fix & Co helpdesk'],
        date: ['Sun, 22 Nov 2026 12:00:00 +0000'],
        'auto-submitted': ['auto-generated'],
        'message-id': [expect.stringMatching(new RegExp(`^<${id}-1\\.[0-9a-f]{32}@desk\\.example\\.org>$`))],
        'mime-version': ['1.0'],
        'content-type': [expect.stringContaining('multipart/alternative')],
      });
      expect(textIn(mail!)).toContain('Hello Grace <Hopper>,');
      expect(htmlIn(mail!)).toContain('Hello Grace &lt;Hopper&gt;,');
    });

    it('says nothing when no welcome is wanted', async () => {
      await the(UsersService).create(SYSTEM, { fullName: 'Alan', email: 'alan@example.com' });
      expect(await subjects()).toEqual([]);
    });
  });

  describe('about a new ticket', () => {
    it('says nothing about what a user or a script opened', async () => {
      await open();
      await open({ author: undefined });
      expect(await subjects()).toEqual([]);
    });

    it('acknowledges it when that is wanted', async () => {
      const { ticketId } = await open({ acknowledge: true, subject: 'R&D: Drucker 🖨️' });
      const [mail, ...more] = await mails();
      expect(more).toEqual([]);
      expect(mail!.headers).toMatchObject({
        to: ['"Ada \\"A.\\" Lovelace" <Ada@example.com>'],
        subject: [`[#${ticketId}] R&D: Drucker 🖨️`],
        'auto-submitted': ['auto-generated'],
      });
      expect(textIn(mail!)).toContain('“R&D: Drucker 🖨️”');
      expect(htmlIn(mail!)).toContain('“R&amp;D: Drucker 🖨️”');
    });

    it('brings the requester what staff wrote, with the files', async () => {
      const files = [await stage('Über sicht.png', PNG), await stage('second.png', PNG)];
      const { ticketId } = await open({ author: robin, files });
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
      const { ticketId } = await open({ author: robin, acknowledge: true });
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
      const ticketId = await reply({ files: [await stage('plan.png', PNG)] });
      const [mail, ...more] = await mails();
      expect(more).toEqual([]);
      expect(mail!.headers['subject']).toEqual([`Re: [#${ticketId}] Printer on fire`]);
      expect(textIn(mail!)).toContain('Use water.');
      expect(partOf(mail!, 'image/png')!.content).toEqual(PNG);
    });

    it('brings a reply that a script gave for the desk, in the name of the desk', async () => {
      await reply({ author: undefined });
      const [mail] = await mails();
      expect(textIn(mail!)).toMatch(/^Fix & Co wrote to you/);
    });

    it('says nothing about internal notes, nor about what a user wrote', async () => {
      await reply({ visibility: 'internal' });
      await reply({ author: { kind: 'user', id: ada.id, name: ada.fullName } });
      expect(await subjects()).toEqual([]);
    });

    it('shows HTML sanitised, and everything else escaped', async () => {
      const body = '<b onclick="x()">wet</b><script>steal()</script>';
      await reply({ body, format: 'html' }, { subject: '<img src=//evil>' });
      const [mail] = await mails();
      expect(htmlIn(mail!)).toContain('“&lt;img src=//evil&gt;”');
      expect(htmlIn(mail!)).toContain('<div><b>wet</b></div>');
      expect(textIn(mail!)).toContain('\r\nwet\r\n');
    });
  });

  it('lets nobody write a header of their own', async () => {
    const evil = 'x\r\nBcc: everybody@example.com\r\n\r\nHi\u2028\u0000\u0085there';
    const user = await the(UsersService).create(SYSTEM, { fullName: evil, email: 'mallory@example.com' });
    const { ticketId } = await open({ requesterId: user.id, subject: evil, acknowledge: true });
    const [mail] = await mails();
    const flat = 'x Bcc: everybody@example.com Hi there';
    expect(mail!.headers).toMatchObject({
      to: [`"${flat}" <mallory@example.com>`],
      subject: [`[#${ticketId}] ${flat}`],
    });
    expect(Object.keys(mail!.headers)).not.toContain('bcc');
  });

  it('goes to nobody where there is no requester, or a disabled one', async () => {
    const input = { fullName: 'Blaise', email: 'blaise@example.com' };
    const { id } = await the(UsersService).create(SYSTEM, input);
    await the(UsersService).update(SYSTEM, id, { active: false });
    await open({ requesterId: null, author: robin, acknowledge: true });
    await open({ requesterId: id, author: robin, acknowledge: true });
    expect(await subjects()).toEqual([]);
  });

  it('is not made when what it tells of is gone by then', async () => {
    const input = { fullName: 'Curie', email: 'curie@example.com' };
    await the(OutboxRelay).stop();
    const user = await the(UsersService).create(SYSTEM, input, { welcome: true });
    await the(RemovalsService).removeUser(SYSTEM, user.id);
    const { ticketId } = await open({ author: robin });
    await the(RemovalsService).removeTicket(SYSTEM, ticketId);
    await reply({});
    await the(Database).transaction((tx) => tx.query(`delete from messages where body = 'Use water.'`));
    the(OutboxRelay).start();
    expect(await subjects()).toEqual([]);
  });

  it('is the same to the byte when it is made again', async () => {
    await reply({ files: [await stage('plan.png', PNG)] });
    await mails();
    const [name] = names();
    const first = readFileSync(join(folder, name!));
    rmSync(join(folder, name!));
    await the(Database).transaction((tx) =>
      tx.query(`update outbox set state = 'pending' where id = ?`, [Number.parseInt(name!, 10)]),
    );
    the(OutboxRelay).wake();
    await mails();
    expect(names()).toEqual([name]);
    expect(readFileSync(join(folder, name!))).toEqual(first);
  });

  it('waits until it can be kept', async () => {
    writeFileSync(folder, 'in the way');
    await reply({});
    await vi.waitFor(async () =>
      expect(await lastOwed()).toMatchObject({
        state: 'pending',
        lastError: expect.stringMatching(/EEXIST/),
      }),
    );
    rmSync(folder);
    clock.move(1_000);
    the(OutboxRelay).wake();
    expect(await subjects()).toHaveLength(1);
  });

  it('waits, and leaves nothing half written, when a file of it is lost', async () => {
    const { ticketId } = await open();
    const files = [await stage('plan.gif', GIF)];
    const blobs = join(fresh.dataDir, 'storage', 'blobs');
    const aside = `${blobs}.aside`;
    await the(OutboxRelay).stop();
    await the(TicketsService).reply(TOKEN, ticketId, { body: 'Look.', format: 'text', author: robin, files });
    await the(AttachmentsService).release(files);
    renameSync(blobs, aside);
    the(OutboxRelay).start();
    await vi.waitFor(async () =>
      expect(await lastOwed()).toMatchObject({
        state: 'pending',
        lastError: 'The content of this attachment is no longer there.',
      }),
    );
    expect(names()).toEqual([]);
    renameSync(aside, blobs);
    clock.move(1_000);
    the(OutboxRelay).wake();
    expect(partOf((await mails())[0]!, 'image/gif')!.content).toEqual(GIF);
  });

  it('is kept for the eyes of this account only, and logged without a word of its body', async () => {
    await reply({ body: 'the secret is 42' });
    await mails();
    const path = join(folder, names()[0]!);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(logged).toEqual([`The mail "staff-reply" to Ada@Example.com is kept in ${path}`]);
  });
});
