import { Readable } from 'node:stream';
import { Test, type TestingModule } from '@nestjs/testing';
import { AppModule } from '../../../src/app.module.js';
import { SYSTEM } from '../../../src/common/actor.js';
import { Clock } from '../../../src/common/clock.js';
import { readEnvironment } from '../../../src/config/environment.js';
import { Database } from '../../../src/database/database.js';
import { DepartmentsService } from '../../../src/departments/departments.service.js';
import type { InboundMail } from '../../../src/mail-ingest/inbound-mail.entity.js';
import {
  IntakeService,
  type ArrivedMail,
  type ReceivedMail,
} from '../../../src/mail-ingest/intake.service.js';
import { MailProcessor } from '../../../src/mail-ingest/mail-processor.js';
import type { Mailbox } from '../../../src/mailboxes/mailbox.entity.js';
import { MailboxesService } from '../../../src/mailboxes/mailboxes.service.js';
import { RawMails } from '../../../src/mailboxes/raw-mails.js';
import type { Message } from '../../../src/messages/message.entity.js';
import { SettingsService } from '../../../src/settings/settings.service.js';
import type { Ticket } from '../../../src/tickets/ticket.entity.js';
import { freshDatabase, type FlavourName, type FreshDatabase } from '../../support/database.js';
import { MovedClock } from '../../support/moved-clock.js';

/** The real desk on a real database, with two mailboxes, and mails handed to its intake. */
export class IntakeDesk {
  private uid = 0;

  private constructor(
    readonly fresh: FreshDatabase,
    readonly module: TestingModule,
    readonly clock: MovedClock,
    readonly support: Mailbox,
    readonly sales: Mailbox,
  ) {}

  static async open(flavour: FlavourName): Promise<IntakeDesk> {
    const fresh = await freshDatabase(flavour);
    const clock = new MovedClock();
    const module = await startDesk(fresh, clock);
    const departments = module.get(DepartmentsService, { strict: false });
    const mailboxes = module.get(MailboxesService, { strict: false });
    const create = async (name: string, address: string): Promise<Mailbox> =>
      mailboxes.create(SYSTEM, {
        address,
        name,
        departmentId: (await departments.create(SYSTEM, { name })).id,
        incoming: { type: 'pipe' },
        plusAddressing: true,
      });
    const support = await create('Support', 'support@desk.example');
    const sales = await create('Sales', 'sales@desk.example');
    return new IntakeDesk(fresh, module, clock, support, sales);
  }

  async close(): Promise<void> {
    await this.module.close();
    await this.fresh.remove();
  }

  the<T>(service: abstract new (...args: never[]) => T): T {
    return this.module.get<T>(service, { strict: false });
  }

  query<T>(sql: string, parameters: unknown[] = []): Promise<T[]> {
    return this.the(Database).query<T>(sql, parameters);
  }

  set(changes: Record<string, unknown>): Promise<void> {
    return this.the(Database).transaction((tx) => this.the(SettingsService).change(tx, changes));
  }

  /** Staged as the doors do it, not yet received. */
  async arrived(raw: string | Buffer, more: Partial<ArrivedMail> = {}): Promise<ArrivedMail> {
    const staged = await this.the(RawMails).stage(Readable.from([Buffer.from(raw as string)]), {
      maxBytes: 64 * 1_048_576,
    });
    return {
      mailboxId: this.support.id,
      source: 'imap',
      staged,
      place: { folder: 'INBOX', uidValidity: 1, uid: (this.uid += 1) },
      arrivedAt: this.clock.now(),
      ...more,
    };
  }

  async receive(raw: string | Buffer, more: Partial<ArrivedMail> = {}): Promise<ReceivedMail> {
    const [received] = await this.the(IntakeService).receive([await this.arrived(raw, more)]);
    return received!;
  }

  /** Receives a mail and processes it at once. */
  async take(raw: string | Buffer, more: Partial<ArrivedMail> = {}): Promise<InboundMail> {
    const { id } = await this.receive(raw, more);
    await this.the(MailProcessor).drain();
    return this.mail(id);
  }

  async mail(id: number): Promise<InboundMail> {
    const [row] = await this.query<InboundMail>('select * from inbound_mails where id = ?', [id]);
    return row!;
  }

  async ticket(id: number | null): Promise<Ticket> {
    const [row] = await this.query<Ticket>('select * from tickets where id = ?', [id]);
    return row!;
  }

  messages(ticketId: number | null): Promise<Message[]> {
    return this.query<Message>('select * from messages where ticketId = ? order by id', [ticketId]);
  }
}

/** A process of the desk; several may share one MariaDB. */
export async function startDesk(fresh: FreshDatabase, clock: Clock): Promise<TestingModule> {
  const config = readEnvironment({
    DATA_DIR: fresh.dataDir,
    DATABASE_URL: fresh.databaseUrl,
    APP_SECRET: 'a secret of the test run, 32 characters or more',
    DIALECTS: '',
  });
  const module = await Test.createTestingModule({ imports: [AppModule.with(config)] })
    .overrideProvider(Clock)
    .useValue(clock)
    .compile();
  await module.init();
  return module;
}
