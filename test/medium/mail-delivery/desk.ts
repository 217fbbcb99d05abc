import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { Type } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { expect, vi } from 'vitest';
import type { UploadedFile } from '../../../src/attachments/attachment-rules.js';
import { AttachmentsService } from '../../../src/attachments/attachments.service.js';
import { SYSTEM, type Actor, type Author, type Role } from '../../../src/common/actor.js';
import { Clock } from '../../../src/common/clock.js';
import { ConfigModule } from '../../../src/config/config.module.js';
import { readEnvironment } from '../../../src/config/environment.js';
import { Database } from '../../../src/database/database.js';
import { DatabaseModule } from '../../../src/database/database.module.js';
import { DepartmentsModule } from '../../../src/departments/departments.module.js';
import { DepartmentsService } from '../../../src/departments/departments.service.js';
import { EventsModule } from '../../../src/events/events.module.js';
import { HttpModule } from '../../../src/http/http.module.js';
import { Background } from '../../../src/jobs/background.js';
import { JobsModule } from '../../../src/jobs/jobs.module.js';
import { MailDeliveryModule } from '../../../src/mail-delivery/mail-delivery.module.js';
import type { OutboundMailRow } from '../../../src/mail-delivery/outbound-mails.queries.js';
import { OutboundMailsService } from '../../../src/mail-delivery/outbound-mails.service.js';
import { OutboundSender } from '../../../src/mail-delivery/outbound-sender.js';
import { RawMails } from '../../../src/mailboxes/raw-mails.js';
import { OutboxModule } from '../../../src/outbox/outbox.module.js';
import { SettingsModule } from '../../../src/settings/settings.module.js';
import { SettingsService } from '../../../src/settings/settings.service.js';
import { StaffService } from '../../../src/staff-auth/staff.service.js';
import { TicketActionsService, type HandAction } from '../../../src/tickets/ticket-actions.service.js';
import { TicketsModule } from '../../../src/tickets/tickets.module.js';
import { TicketsService, type Opening, type Reply } from '../../../src/tickets/tickets.service.js';
import type { User } from '../../../src/users/user.entity.js';
import { UsersService } from '../../../src/users/users.service.js';
import { freshDatabase, type FlavourName, type FreshDatabase } from '../../support/database.js';
import { partOf, readMail, type MailPart } from '../../support/mail.js';
import { MovedClock } from '../../support/moved-clock.js';

/** A script that acts for the desk. */
export const TOKEN: Actor = { kind: 'token', id: 1, name: 'billing script', permissions: new Set() };

export const staffActor = (author: Author, departmentIds: number[] = []): Actor & { kind: 'staff' } => ({
  kind: 'staff',
  id: author.id!,
  name: author.name,
  role: 'admin',
  departmentIds,
  permissions: new Set(),
});

/** A desk that answers tickets and writes mails, with its background work going on. */
export class MailDesk {
  readonly clock = new MovedClock();
  readonly logged: string[] = [];
  departmentId!: number;
  ada!: User;
  private serial = 0;

  private constructor(
    readonly fresh: FreshDatabase,
    private module: TestingModule,
    /** Beside those that write mails. */
    private readonly rooms: readonly Type[],
  ) {}

  static async start(
    flavour: FlavourName,
    env: NodeJS.ProcessEnv = {},
    rooms: readonly Type[] = [],
  ): Promise<MailDesk> {
    const fresh = await freshDatabase(flavour);
    const desk = new MailDesk(fresh, undefined as never, rooms);
    await desk.restart(env);
    const department = await desk.the(DepartmentsService).create(SYSTEM, { name: 'General', private: false });
    desk.departmentId = department.id;
    desk.ada = await desk
      .the(UsersService)
      .create(SYSTEM, { fullName: 'Ada "A." Lovelace', email: 'Ada@Example.com' });
    await desk.set({ site_name: 'Fix & Co' });
    return desk;
  }

  /** Another process on the same database; its clock is the same. */
  async another(env: NodeJS.ProcessEnv = {}): Promise<TestingModule> {
    const config = readEnvironment({
      DATA_DIR: this.fresh.dataDir,
      DATABASE_URL: this.fresh.databaseUrl,
      APP_SECRET: 'a secret of the test run, 32 characters or more',
      PUBLIC_URL: 'https://desk.example.org:8443/help',
      ...env,
    });
    const imports = [
      ConfigModule.with(config),
      DatabaseModule,
      OutboxModule,
      EventsModule,
      SettingsModule,
      HttpModule,
      JobsModule,
      DepartmentsModule,
      TicketsModule,
      MailDeliveryModule,
      ...this.rooms,
    ];
    const builder = Test.createTestingModule({ imports });
    const module = await builder.overrideProvider(Clock).useValue(this.clock).compile();
    const log = (message: string): void => void this.logged.push(message);
    module.useLogger({ log, warn: log, error: log });
    await module.init();
    await module.get(Background).start();
    return module;
  }

  async restart(env: NodeJS.ProcessEnv = {}): Promise<void> {
    if (this.module) await this.end();
    this.module = await this.another(env);
  }

  async stop(): Promise<void> {
    await this.end();
    await this.fresh.remove();
  }

  private async end(): Promise<void> {
    await this.module.get(Background).stop();
    await this.module.close();
  }

  the<T>(service: abstract new (...args: never[]) => T): T {
    return this.module.get<T>(service, { strict: false });
  }

  set(settings: Record<string, unknown>): Promise<void> {
    return this.the(Database).transaction((tx) => this.the(SettingsService).change(tx, settings));
  }

  user(name: string): Promise<User> {
    const email = `${name.toLowerCase()}${++this.serial}@example.com`;
    return this.the(UsersService).create(SYSTEM, { fullName: name, email });
  }

  /** A member of staff of the department unless told otherwise. */
  async staff(
    fullName: string,
    more: { notifications?: string[] | null; departmentIds?: number[]; active?: boolean; role?: Role } = {},
  ): Promise<Author & { email: string }> {
    const username = `${fullName.split(' ')[0]!.toLowerCase()}${++this.serial}`;
    const email = `${username}@example.org`;
    const account = { username, fullName, email, role: 'staff', departmentIds: [this.departmentId], ...more };
    const { id } = await this.the(StaffService).create(SYSTEM, account as never);
    return { kind: 'staff', id, name: fullName, email };
  }

  asAda(): Author {
    return { kind: 'user', id: this.ada.id, name: this.ada.fullName };
  }

  /** Opened by Ada; that causes no mail to users by itself. */
  open(
    opening: Partial<Opening> = {},
    actor: Actor = TOKEN,
  ): Promise<{ ticketId: number; messageId: number }> {
    return this.the(TicketsService).open(actor, {
      departmentId: this.departmentId,
      subject: 'Printer on fire',
      body: 'It burns.',
      format: 'text',
      requesterId: this.ada.id,
      author: this.asAda(),
      ...opening,
    });
  }

  reply(ticketId: number, reply: Partial<Reply>, actor: Actor = TOKEN) {
    return this.the(TicketsService).reply(actor, ticketId, { body: 'Use water.', format: 'text', ...reply });
  }

  act(ticketId: number, action: HandAction, actor: Actor, assigneeId?: number): Promise<void> {
    return this.the(TicketActionsService).act(actor, ticketId, action, { assigneeId });
  }

  async stage(name: string, content: Buffer): Promise<UploadedFile> {
    return { name, staged: await this.the(AttachmentsService).stage(Readable.from([content])) };
  }

  /** Waits until everything that happened has become mail. */
  async composed(): Promise<void> {
    await vi.waitFor(
      async () =>
        expect(
          await this.the(Database).query(`select id, lastError from outbox where state = 'pending'`),
        ).toEqual([]),
      { timeout: 10_000, interval: 20 },
    );
  }

  /** All mails there are, oldest first, once nothing is owed any more. */
  async settled(): Promise<OutboundMailRow[]> {
    await this.composed();
    await vi.waitFor(
      async () =>
        expect(
          await this.the(Database).query(
            `select id, lastError from outbound_mails where state in ('queued', 'sending')`,
          ),
        ).toEqual([]),
      { timeout: 10_000, interval: 20 },
    );
    return this.rows();
  }

  /** Time goes by, and what is due by then is looked at. */
  pass(milliseconds: number): void {
    this.clock.move(milliseconds);
    this.the(OutboundSender).wake();
  }

  async rows(): Promise<OutboundMailRow[]> {
    const { items } = await this.the(OutboundMailsService).list({ limit: 100 });
    return items.toReversed();
  }

  /** As the recipients get them. */
  async mails(): Promise<MailPart[]> {
    return Promise.all((await this.settled()).map((row) => this.read(row)));
  }

  async read({ sha256 }: Pick<OutboundMailRow, 'sha256'>): Promise<MailPart> {
    return readMail(await buffer(await this.the(RawMails).open(sha256)));
  }

  /** `event -> addresses`, oldest first. */
  async lines(): Promise<string[]> {
    return (await this.settled()).map(
      ({ event, recipients }) => `${event} -> ${recipients.map(({ address }) => address).join(', ')}`,
    );
  }

  /** Nothing of a test is left for the next one, also where it failed. */
  async clear(): Promise<void> {
    await this.composed();
    await this.the(Database).transaction((tx) => tx.query('delete from outbound_mails'));
    this.logged.length = 0;
  }
}

export const textIn = (mail: MailPart): string => partOf(mail, 'text/plain')!.content.toString();
export const htmlIn = (mail: MailPart): string => partOf(mail, 'text/html')!.content.toString();
