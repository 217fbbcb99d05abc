import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { text } from 'node:stream/consumers';
import type { TestingModule } from '@nestjs/testing';
import { SYSTEM } from '../../../src/common/actor.js';
import { SystemClock } from '../../../src/common/clock.js';
import { Database } from '../../../src/database/database.js';
import { DepartmentsService } from '../../../src/departments/departments.service.js';
import { Background } from '../../../src/jobs/background.js';
import type { InboundMail } from '../../../src/mail-ingest/inbound-mail.entity.js';
import type { MailboxState } from '../../../src/mailboxes/mailbox-state.entity.js';
import { MailboxStates } from '../../../src/mailboxes/mailbox-states.service.js';
import type { Mailbox } from '../../../src/mailboxes/mailbox.entity.js';
import type { IncomingInput, MailboxInput } from '../../../src/mailboxes/mailbox.input.js';
import { MailboxesService } from '../../../src/mailboxes/mailboxes.service.js';
import { RawMails } from '../../../src/mailboxes/raw-mails.js';
import { SettingsService } from '../../../src/settings/settings.service.js';
import { freshDatabase, type FlavourName, type FreshDatabase } from '../../support/database.js';
import { MAIL_PASSWORD, type Dovecot } from '../../support/dovecot.js';
import { startDesk } from './intake-desk.js';

/** How long anything here may take; what is awaited comes within a second or two. */
const PATIENCE_MS = 20_000;

/** Waits until the question is answered by something. */
export async function until<T>(ask: () => T | Promise<T>, what: string): Promise<NonNullable<T>> {
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await setTimeout(25)) {
    const answer = await ask();
    if (answer) return answer;
  }
  throw new Error(`Waited for ${what} in vain.`);
}

export const mail = (subject: string, body = 'Hello.'): string =>
  [
    'From: Ann User <ann@example.org>',
    'To: support@desk.example',
    `Subject: ${subject}`,
    `Message-ID: <${subject.replace(/\W/g, '-')}@example.org>`,
    '',
    body,
    '',
  ].join('\r\n');

/** The accounts of the server. */
export const ADDRESSES = Array.from({ length: 80 }, (_, one) => `box${one}@desk.example`);
let used = -1;

/** A desk whose background works, beside a real IMAP server; each test has a mailbox of its own there. */
export class ImapTestDesk {
  private constructor(
    readonly dovecot: Dovecot,
    readonly fresh: FreshDatabase,
    readonly module: TestingModule,
    private readonly departmentId: number,
  ) {}

  static async open(flavour: FlavourName, dovecot: Dovecot): Promise<ImapTestDesk> {
    const fresh = await freshDatabase(flavour);
    const module = await startDesk(fresh, new SystemClock());
    const department = await module
      .get(DepartmentsService, { strict: false })
      .create(SYSTEM, { name: 'Support' });
    await module.get(Background, { strict: false }).start();
    return new ImapTestDesk(dovecot, fresh, module, department.id);
  }

  async close(): Promise<void> {
    await this.the(Background).stop();
    await this.module.close();
    await this.fresh.remove();
  }

  the<T>(service: abstract new (...args: never[]) => T): T {
    return this.module.get<T>(service, { strict: false });
  }

  set(changes: Record<string, unknown>): Promise<void> {
    return this.the(Database).transaction((tx) => this.the(SettingsService).change(tx, changes));
  }

  /** An address whose account nobody has used. */
  newAddress(): string {
    const address = ADDRESSES[(used += 1)];
    if (!address) throw new Error('All accounts are used: make more of them.');
    return address;
  }

  /** A mailbox that fetches the mails of an address, polled at once. */
  fetch(address: string, incoming: IncomingInput = {}, more: Partial<MailboxInput> = {}): Promise<Mailbox> {
    return this.the(MailboxesService).create(SYSTEM, {
      address,
      name: 'Support',
      departmentId: this.departmentId,
      incoming: {
        type: 'imap',
        host: '127.0.0.1',
        port: this.dovecot.port.imap,
        tls: 'none',
        user: address,
        secret: MAIL_PASSWORD,
        ...incoming,
      },
      ...more,
    });
  }

  change(mailbox: Mailbox, input: Partial<MailboxInput>): Promise<Mailbox> {
    return this.the(MailboxesService).update(SYSTEM, mailbox.id, input);
  }

  /** Not polled any more when this returns; the account stays as it is. */
  async pause(mailbox: Mailbox): Promise<void> {
    await this.change(mailbox, { active: false });
    await until(() => this.lease(mailbox).then((held) => !held), 'the poller to end');
  }

  state(mailbox: Mailbox): Promise<MailboxState> {
    return this.the(MailboxStates).get(mailbox.id);
  }

  polled(mailbox: Mailbox): Promise<MailboxState> {
    return until(async () => {
      const state = await this.state(mailbox);
      return state.lastSuccessAt && !state.error ? state : undefined;
    }, 'a complete poll');
  }

  failing(mailbox: Mailbox): Promise<MailboxState> {
    return until(async () => {
      const state = await this.state(mailbox);
      return state.error ? state : undefined;
    }, 'a failure');
  }

  /** The ledger of a mailbox, in the order of arrival. */
  ledger(mailbox: Mailbox): Promise<InboundMail[]> {
    return this.the(Database).query('select * from inbound_mails where mailboxId = ? order by id', [
      mailbox.id,
    ]);
  }

  arrivals(mailbox: Mailbox, count: number): Promise<InboundMail[]> {
    return until(async () => {
      const rows = await this.ledger(mailbox);
      return rows.length >= count ? rows : undefined;
    }, `${count} mails`);
  }

  async raw(row: InboundMail): Promise<string> {
    return text(await this.the(RawMails).open(row.sha256!));
  }

  /** What uploads under way have left behind. */
  staged(): string[] {
    return readdirSync(join(this.fresh.dataDir, 'storage', 'mails', 'incoming'));
  }

  write(sql: string, parameters: unknown[]): Promise<unknown> {
    return this.the(Database).transaction<unknown>((tx) => tx.query(sql, parameters));
  }

  private async lease(mailbox: Mailbox): Promise<boolean> {
    const rows = await this.the(Database).query('select name from leases where name = ? and expiresAt > ?', [
      `mailbox/${mailbox.id}`,
      new Date(),
    ]);
    return rows.length > 0;
  }
}
