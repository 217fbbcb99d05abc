import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { Database, type Tx } from '../database/database.js';
import { marks } from '../database/marks.js';
import { affected, toDate } from '../database/rows.js';
import { OutboxService } from '../outbox/outbox.service.js';
import type { ServerId, WaysOut } from './drivers/mail-servers.js';
import type { OutboundMailState } from './outbound-mail.entity.js';
import { OWED_STATES, type RecipientFate, type Settlement } from './settlement.js';

/** A mail that is ours to send, until the claim runs out. */
export interface ClaimedMail {
  id: number;
  causeKey: string;
  ticketId: number | null;
  event: string;
  sender: string;
  sha256: string;
  /** This one included. */
  attempts: number;
  version: number;
  server: ServerId;
  recipients: RecipientFate[];
}

interface DueRow {
  id: number;
  causeKey: string;
  outboxId: number;
  mailboxId: number | null;
  ticketId: number | null;
  event: string;
  sender: string;
  sha256: string;
  state: OutboundMailState;
  attempts: number;
  version: number;
  nextAttemptAt: string;
}

type RecipientRow = RecipientFate & { mailId: number; addressKey: string };

/** Which servers take mails now, and how many each. */
export interface Room {
  ways: WaysOut;
  of: (server: ServerId) => number;
  /** Over all. */
  total: number;
}

const CLAIM_MS = 60_000;
const PAGE = 100;
/** A mail that waits longer than this no longer holds back those after it: late and in order is worse than in time. */
const HOLD_MS = 3_600_000;
/** Causes that have not made their mails by then are in trouble, and hold nothing back. */
const CAUSE_MS = 60_000;
const TICKET_TOPICS = ['ticket.opened', 'message.posted', 'ticket.changed'];

/**
 * Who sends which mail. A mail is claimed by a conditional update that one process wins, and is out of the others'
 * sight until the claim runs out; whoever sends renews it. What was found in the hands of a process that died is sent
 * again with the same Message-ID: whether the server had it already, nobody can tell.
 *
 * Order: a mail waits for earlier ones of its ticket that are still owed to one of its recipients, for HOLD_MS at most. One
 * that somebody has got holds nothing back: those who are put off by their own servers must not keep it from the others.
 */
@Injectable()
export class OutboundClaims {
  /** Whether mails were left that could go within moments. */
  isHeldShortly = false;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly outbox: OutboxService,
  ) {}

  /** Claims what is due and has room, oldest first. */
  async claim(room: Room): Promise<ClaimedMail[]> {
    const chosen: (DueRow & { server: ServerId })[] = [];
    const taken = new Map<ServerId, number>();
    this.isHeldShortly = false;
    let after: DueRow | undefined;
    do {
      const page = await this.selectDue(room, after);
      after = page.length === PAGE ? page.at(-1) : undefined;
      for (const row of await this.inTurn(page)) {
        const server = serverOf(row, room.ways);
        const used = taken.get(server) ?? 0;
        if (chosen.length >= room.total || used >= room.of(server)) continue;
        taken.set(server, used + 1);
        chosen.push({ ...row, server });
      }
    } while (after && chosen.length < room.total);
    return chosen.length ? this.take(chosen) : [];
  }

  /** What was put off of this mailbox is due at once: what failed there is mended. */
  async hasten(mailboxId: number): Promise<void> {
    const now = this.clock.now();
    await this.database.transaction((tx) =>
      tx.query(
        `update outbound_mails set nextAttemptAt = ?, version = version + 1
         where state = 'queued' and nextAttemptAt > ? and mailboxId = ?`,
        [now, now, mailboxId],
      ),
    );
  }

  /** Keeps the claims for another while. */
  async renew(mails: readonly ClaimedMail[]): Promise<void> {
    if (!mails.length) return;
    const until = this.after(CLAIM_MS);
    await this.database.transaction(async (tx) => {
      for (const { id, version } of mails)
        await tx.query(
          `update outbound_mails set nextAttemptAt = ? where id = ? and version = ? and state = 'sending'`,
          [until, id, version],
        );
    });
  }

  /** Writes what became of it; false when the claim was lost, and another process knows better. */
  async settle(mail: ClaimedMail, settlement: Settlement): Promise<boolean> {
    const now = this.clock.now();
    return this.database.transaction(async (tx) => {
      const { state, attempts, nextAttemptAt, lastError, recipients } = settlement;
      const updated = await tx.query(
        `update outbound_mails set state = ?, attempts = ?, nextAttemptAt = ?, lastError = ?, sentAt = ?, version = version + 1
         where id = ? and version = ? and state = 'sending'`,
        [state, attempts, nextAttemptAt, lastError, state === 'sent' ? now : null, mail.id, mail.version],
      );
      if (affected(updated) !== 1) return false;
      for (const recipient of recipients)
        await tx.query('update outbound_recipients set state = ?, detail = ?, updatedAt = ? where id = ?', [
          recipient.state,
          recipient.detail,
          now,
          recipient.id,
        ]);
      return true;
    });
  }

  /** A page of what is due, of servers that have room. */
  private selectDue(room: Room, after: DueRow | undefined): Promise<DueRow[]> {
    const now = this.clock.now();
    const from = after && toDate(after.nextAttemptAt);
    const { sql, parameters } = serverFilter(room);
    return this.database.query<DueRow>(
      `select id, causeKey, outboxId, mailboxId, ticketId, event, sender, sha256, state, attempts, version, nextAttemptAt
       from outbound_mails where state in ('queued', 'sending') and nextAttemptAt <= ?${sql}
         ${from ? 'and nextAttemptAt >= ? and (nextAttemptAt > ? or id > ?)' : ''}
       order by nextAttemptAt, id limit ${PAGE}`,
      [now, ...parameters, ...(from ? [from, from, after.id] : [])],
    );
  }

  /** Those of the page whose turn it is. */
  private async inTurn(page: readonly DueRow[]): Promise<DueRow[]> {
    const ticketIds = [...new Set(page.flatMap(({ ticketId }) => ticketId ?? []))];
    if (!ticketIds.length) return [...page];
    const owed = await this.owedOf(ticketIds);
    const causes = await this.causesInWork();
    return page.filter((mail) => {
      if (mail.ticketId === null) return true;
      if (causes.some(({ id, ticketId }) => ticketId === mail.ticketId && id < mail.outboxId)) {
        this.isHeldShortly = true;
        return false;
      }
      const ofTicket = owed.filter(({ ticketId }) => ticketId === mail.ticketId);
      const own = new Set(ofTicket.filter(({ id }) => id === mail.id).map(({ addressKey }) => addressKey));
      return !ofTicket.some((other) => isBefore(other, mail) && own.has(other.addressKey));
    });
  }

  /** The mails of these tickets that nobody has got yet, once for each recipient who waits for them. */
  private owedOf(
    ticketIds: readonly number[],
  ): Promise<(Pick<DueRow, 'id' | 'ticketId' | 'outboxId'> & { addressKey: string })[]> {
    return this.database.query(
      `select m.id, m.ticketId, m.outboxId, r.addressKey from outbound_mails m
       join outbound_recipients r on r.mailId = m.id
       where m.ticketId in (${marks(ticketIds)}) and m.state in ('queued', 'sending')
         and r.state in (${marks(OWED_STATES)}) and m.createdAt > ?
         and not exists (select 1 from outbound_recipients g where g.mailId = m.id and g.state = 'sent')`,
      [...ticketIds, ...OWED_STATES, this.after(-HOLD_MS)],
    );
  }

  /** What has happened to tickets and may still become mail. */
  private async causesInWork(): Promise<{ id: number; ticketId: number }[]> {
    const rows = await this.outbox.pending(TICKET_TOPICS, this.after(-CAUSE_MS));
    return rows.map(({ id, payload }) => ({
      id,
      ticketId: (JSON.parse(payload) as { ticketId: number }).ticketId,
    }));
  }

  private take(rows: readonly (DueRow & { server: ServerId })[]): Promise<ClaimedMail[]> {
    const until = this.after(CLAIM_MS);
    return this.database.transaction(async (tx) => {
      const won: (DueRow & { server: ServerId })[] = [];
      for (const row of rows) {
        const updated = await tx.query(
          `update outbound_mails set state = 'sending', attempts = attempts + 1, nextAttemptAt = ?, version = version + 1
           where id = ? and version = ? and nextAttemptAt <= ?`,
          [until, row.id, row.version, this.clock.now()],
        );
        if (affected(updated) === 1) won.push(row);
      }
      if (!won.length) return [];
      await this.noteAbandoned(tx, won);
      const recipients = await this.recipientsOf(tx, won);
      return won.map((row) => ({
        ...row,
        attempts: row.attempts + 1,
        version: row.version + 1,
        recipients: recipients.filter(({ mailId }) => mailId === row.id),
      }));
    });
  }

  private async noteAbandoned(tx: Tx, rows: readonly DueRow[]): Promise<void> {
    const ids = rows.filter(({ state }) => state === 'sending').map(({ id }) => id);
    if (!ids.length) return;
    await tx.query(
      `update outbound_recipients set state = 'unknown', detail = ?, updatedAt = ?
       where mailId in (${marks(ids)}) and state in (${marks(OWED_STATES)})`,
      ['The process that was sending it ended.', this.clock.now(), ...ids, ...OWED_STATES],
    );
  }

  private recipientsOf(tx: Tx, rows: readonly DueRow[]): Promise<RecipientRow[]> {
    const ids = rows.map(({ id }) => id);
    return tx.query(
      `select id, mailId, address, addressKey, state, detail from outbound_recipients
       where mailId in (${marks(ids)}) order by id`,
      ids,
    );
  }

  private after(milliseconds: number): Date {
    return new Date(this.clock.now().getTime() + milliseconds);
  }
}

const serverOf = ({ mailboxId }: DueRow, { servers }: WaysOut): ServerId =>
  (mailboxId !== null && servers.get(mailboxId)) || null;

const isBefore = (a: Pick<DueRow, 'id' | 'outboxId'>, b: Pick<DueRow, 'id' | 'outboxId'>): boolean =>
  a.outboxId < b.outboxId || (a.outboxId === b.outboxId && a.id < b.id);

/** Mails of mailboxes that are gone go by the server of the desk, as those of none do. */
function serverFilter({ ways, of }: Room): { sql: string; parameters: number[] } {
  const entries = [...ways.servers];
  const ids = (hasRoom: boolean): number[] =>
    entries.filter(([, server]) => of(server) > 0 === hasRoom).map(([mailboxId]) => mailboxId);
  if (of(null) > 0) {
    const without = ids(false);
    if (!without.length) return { sql: '', parameters: [] };
    return { sql: ` and (mailboxId is null or mailboxId not in (${marks(without)}))`, parameters: without };
  }
  const within = ids(true);
  return within.length
    ? { sql: ` and mailboxId in (${marks(within)})`, parameters: within }
    : { sql: ' and 1 = 0', parameters: [] };
}
