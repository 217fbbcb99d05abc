import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { Actor } from '../common/actor.js';
import { Clock } from '../common/clock.js';
import { emailKey, isEmailAddress } from '../common/email-address.js';
import { InvalidInput } from '../common/errors.js';
import { Database } from '../database/database.js';
import { OutboxService } from '../outbox/outbox.service.js';
import { MailPeople } from './mail-people.js';
import { MailTexts } from './mail-texts.js';
import type { Addressee, Mail } from './mail.js';
import { OutboundMailsQueries, type OutboundMailRow } from './outbound-mails.queries.js';

/** How long a caller waits for the server's answer; the mail goes on without them. */
const WAIT_MS = 20_000;
const LOOK_MS = 100;
const OWED: readonly string[] = ['queued', 'sending'];

/** What became of a test mail as far as is known. */
export interface TestMail {
  to: string;
  /** Undefined: it has not been made yet; nothing carries mails at the moment. */
  mail: OutboundMailRow | undefined;
}

/** A mail that tries the way out: it goes exactly as all others do, and what the server said of it is reported. */
@Injectable()
export class TestMailsService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly outbox: OutboxService,
    private readonly people: MailPeople,
    private readonly texts: MailTexts,
    private readonly queries: OutboundMailsQueries,
  ) {}

  /**
   * Sends one to this address, or to the caller's own, and waits a while for the answer.
   * @throws InvalidInput (`to`)
   */
  async send(actor: Actor, to?: string): Promise<TestMail> {
    const person = await this.addressee(actor, to);
    const after = await this.newest();
    await this.database.transaction((tx) =>
      this.outbox.add(tx, 'test_mail.asked', { ...person, at: this.clock.now().toISOString() }),
    );
    return { to: person.address, mail: await this.outcome(person.address, after) };
  }

  async compose({ at, ...person }: Addressee & { at: string }): Promise<Mail[]> {
    const content = await this.texts.render('test_mail', { person });
    const event = 'test_mail' as const;
    return content ? [{ ...content, event, to: person, cc: [], date: new Date(at), files: [] }] : [];
  }

  private async addressee(actor: Actor, to: string | undefined): Promise<Addressee> {
    if (to === undefined) {
      const own = actor.kind === 'staff' ? await this.people.staffAddress(actor.id) : undefined;
      if (!own) throw InvalidInput.field('to', 'required.own_address');
      return own;
    }
    const person = isEmailAddress(to) ? await this.people.reach({ name: to, address: to }) : undefined;
    if (!person) throw InvalidInput.field('to', 'unreachable', { address: to });
    return person;
  }

  private async newest(): Promise<number> {
    const [row] = await this.database.query<{ id: number | null }>(
      'select max(id) as id from outbound_mails',
    );
    return row?.id ?? 0;
  }

  private async outcome(address: string, after: number): Promise<OutboundMailRow | undefined> {
    const end = Date.now() + WAIT_MS;
    for (;;) {
      const mail = await this.find(address, after);
      // A mail that was tried and waits for the next attempt has its answer.
      const isAnswered = mail && (!OWED.includes(mail.state) || mail.lastError !== null);
      if (isAnswered || Date.now() > end) return mail;
      await sleep(LOOK_MS);
    }
  }

  private async find(address: string, after: number): Promise<OutboundMailRow | undefined> {
    const [row] = await this.database.query<{ id: number }>(
      `select m.id from outbound_recipients r join outbound_mails m on m.id = r.mailId
       where r.addressKey = ? and r.mailId > ? and m.event = 'test_mail' order by m.id limit 1`,
      [emailKey(address), after],
    );
    return row && this.queries.selectOptional(row.id);
  }
}
