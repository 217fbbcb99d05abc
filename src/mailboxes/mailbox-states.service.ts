import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { Database, type Tx } from '../database/database.js';
import { flavourOf } from '../database/flavour.js';
import { OutboxService } from '../outbox/outbox.service.js';
import { Mailbox } from './mailbox.entity.js';
import { MailboxState, SERVER_WIDE } from './mailbox-state.entity.js';

const REASON_MAX = 1_000;
const SENT_EVERY_MS = 60_000;

const UNKNOWN: Omit<MailboxState, 'mailboxId'> = {
  lastSuccessAt: null,
  lagSeconds: null,
  error: null,
  since: null,
  sentAt: null,
  pauseReason: null,
  pausedSince: null,
  sendError: null,
};

/**
 * How each mailbox fares, for people to see. Whoever talks to its servers notes the outcome here, in a transaction of its
 * own: it is no change that anybody made. A null id is the SMTP server of the whole desk.
 */
@Injectable()
export class MailboxStates {
  /** When this process last noted that a mailbox sent. */
  private readonly notedSending = new Map<number, number>();

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly outbox: OutboxService,
  ) {}

  /** A complete poll. `lagSeconds`: how long its slowest mail had waited on the server; undefined when it found none. */
  incomingSucceeded(id: number, at: Date, lagSeconds?: number): Promise<void> {
    const lag = lagSeconds === undefined ? {} : { lagSeconds: Math.round(lagSeconds) };
    return this.note(id, { lastSuccessAt: at, ...lag, error: null, since: null });
  }

  /** A poll that came to nothing. `since` stays that of the first failure in a row. */
  incomingFailed(id: number, at: Date, reason: string): Promise<void> {
    return this.note(id, { error: reason.slice(0, REASON_MAX), since: at }, 'since');
  }

  /** A mail was taken by the server: nothing stands in the way. Cheap enough to be called for every mail. */
  async outgoingSucceeded(id: number | null): Promise<void> {
    const now = this.clock.now();
    const key = id ?? SERVER_WIDE;
    if (now.getTime() - (this.notedSending.get(key) ?? 0) < SENT_EVERY_MS) return;
    this.notedSending.set(key, now.getTime());
    await this.note(key, { sentAt: now, pauseReason: null, pausedSince: null, sendError: null });
  }

  /** The server could not be reached, or broke off. */
  outgoingFailed(id: number | null, reason: string): Promise<void> {
    const key = id ?? SERVER_WIDE;
    this.notedSending.delete(key);
    return this.note(key, { sendError: reason.slice(0, REASON_MAX) });
  }

  /** Nothing is sent until `resumeOutgoing`, a change of the mailbox or a success. */
  outgoingPaused(id: number | null, reason: string): Promise<void> {
    const key = id ?? SERVER_WIDE;
    this.notedSending.delete(key);
    const pause = { pauseReason: reason.slice(0, REASON_MAX), pausedSince: this.clock.now() };
    return this.note(key, pause, 'pausedSince');
  }

  resumeOutgoing(id: number | null): Promise<void> {
    return this.database.transaction((tx) => this.resume(tx, id ?? SERVER_WIDE));
  }

  /** In the transaction of a change that may have cured it: its mails are tried at once. */
  async mended(tx: Tx, id: number): Promise<void> {
    await this.resume(tx, id);
    await this.outbox.add(tx, 'mailbox.mended', { mailboxId: id });
  }

  private async resume(tx: Tx, id: number): Promise<void> {
    const cured = { pauseReason: null, pausedSince: null, sendError: null };
    await tx.update(MailboxState, { mailboxId: id }, cured);
  }

  async get(id: number | null): Promise<MailboxState> {
    const mailboxId = id ?? SERVER_WIDE;
    const state = await this.database.repository(MailboxState).findOneBy({ mailboxId });
    return state ?? { mailboxId, ...UNKNOWN };
  }

  /** Of all that have one. */
  all(): Promise<MailboxState[]> {
    return this.database.repository(MailboxState).find();
  }

  /** With its mailbox; its mails go by the server of the desk from now on. */
  async remove(tx: Tx, id: number): Promise<void> {
    await tx.delete(MailboxState, { mailboxId: id });
    await this.outbox.add(tx, 'mailbox.mended', { mailboxId: id });
  }

  /** Writes these columns; `kept` stays where it has a value already. */
  private async note(id: number, values: Partial<MailboxState>, kept?: keyof MailboxState): Promise<void> {
    const columns = Object.keys(values) as (keyof MailboxState)[];
    const marks = columns.map(() => ', ?').join('');
    await this.database.transaction(async (tx) => {
      // A poll may end after its mailbox was deleted.
      if (id !== SERVER_WIDE && !(await tx.existsBy(Mailbox, { id }))) return;
      const update = flavourOf(tx.dataSource).onConflict('mailboxId', (offered) =>
        columns
          .map((name) =>
            name === kept
              ? `${name} = coalesce(mailbox_states.${name}, ${offered(name)})`
              : `${name} = ${offered(name)}`,
          )
          .join(', '),
      );
      const sql = `insert into mailbox_states (mailboxId, ${columns.join(', ')}) values (?${marks})${update}`;
      await tx.query(sql, [id, ...Object.values(values)]);
    });
  }
}
