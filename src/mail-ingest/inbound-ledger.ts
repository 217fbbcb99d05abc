import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { JointLookup } from '../common/joint-lookup.js';
import { Database, afterCommit, type Tx } from '../database/database.js';
import { marks } from '../database/marks.js';
import { affected, setsOf, toDate } from '../database/rows.js';
import { InboundFigures } from './inbound-figures.js';
import type { InboundMail } from './inbound-mail.entity.js';

/** A mail that this process is to process; nobody else does until the claim runs out. */
export type ClaimedMail = Pick<
  InboundMail,
  'id' | 'mailboxId' | 'size' | 'attempts' | 'claim' | 'ticketId'
> & {
  sha256: string;
  /** The envelope's recipients, where they are known. */
  recipients: string[];
  /** A person wants it in, whatever kept it out. */
  isForced: boolean;
};

interface ClaimedRow extends Omit<ClaimedMail, 'recipients' | 'isForced'> {
  recipients: string | null;
  reason: string | null;
}

export type RelatedMail = Pick<
  InboundMail,
  'id' | 'mailboxId' | 'messageKey' | 'fingerprint' | 'state' | 'ticketId' | 'messageId' | 'nextAttemptAt'
>;

/** What becomes of a row. */
export type Outcome = Partial<
  Pick<
    InboundMail,
    | 'state'
    | 'reason'
    | 'detail'
    | 'rule'
    | 'ticketId'
    | 'messageId'
    | 'internetMessageId'
    | 'messageKey'
    | 'fingerprint'
    | 'fromAddress'
    | 'fromKey'
    | 'fromName'
    | 'subject'
    | 'automatic'
    | 'authentication'
    | 'attempts'
    | 'nextAttemptAt'
  >
>;

/** A claimed mail and what becomes of it. */
export interface Settlement {
  mail: Pick<ClaimedMail, 'id' | 'claim'>;
  outcome: Outcome;
}

/** Another process has the mail by now: what this one did with it must not be committed. */
export class ClaimLost extends Error {
  constructor(ids: readonly number[]) {
    super(`The claim of one of the inbound mails ${ids.join(', ')} was lost.`);
  }
}

const COLUMNS = 'id, mailboxId, size, attempts, claim, ticketId, sha256, recipients, reason';

/** Some senders write the same Message-ID into all their mails: only the last ones are looked at. */
const RELATED_MAX = 1_000;

/** Begun so often before, a mail is a suspect. */
const SUSPECT_FROM = 2;

const isSuspect = ({ attempts }: { attempts: number }): boolean => attempts >= SUSPECT_FROM;

/** The reason of a row that waits because a person asked for it. */
export const FORCED = 'reprocess';

/** The rows of `inbound_mails` as a queue: each is claimed for a time, and settled once. */
@Injectable()
export class InboundLedger {
  private readonly byMessageKey = new JointLookup<string, RelatedMail[]>(async (keys) => {
    const rows = await this.database.query<RelatedMail>(
      `select id, mailboxId, messageKey, fingerprint, state, ticketId, messageId, nextAttemptAt from inbound_mails
       where messageKey in (${marks(keys)}) order by id desc limit ${RELATED_MAX}`,
      keys,
    );
    const mails = rows.map((row) => ({
      ...row,
      nextAttemptAt: row.nextAttemptAt && toDate(row.nextAttemptAt),
    }));
    return Map.groupBy(mails, (mail) => mail.messageKey!);
  });

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly figures: InboundFigures,
  ) {}

  /**
   * Takes up to `limit` mails whose time has come, the oldest first. The attempt is counted before it begins: a mail
   * that ends the process every time comes to its end as well. One that was begun several times before is taken alone,
   * so that those which were only in its company do not come to that end with it.
   */
  async claim(limit: number, claimMs: number): Promise<ClaimedMail[]> {
    const now = this.clock.now();
    const due = await this.database.query<{ id: number; attempts: number }>(
      `select id, attempts from inbound_mails where nextAttemptAt <= ? order by nextAttemptAt, id limit ${limit}`,
      [now],
    );
    const [first] = due;
    if (!first) return [];
    const ids = isSuspect(first) ? [first.id] : due.filter((mail) => !isSuspect(mail)).map(({ id }) => id);
    const claim = randomUUID();
    await this.database.transaction((tx) =>
      tx.query(
        `update inbound_mails set claim = ?, attempts = attempts + 1, nextAttemptAt = ?
         where id in (${marks(ids)}) and nextAttemptAt <= ?`,
        [claim, new Date(now.getTime() + claimMs), ...ids, now],
      ),
    );
    const rows = await this.database.query<ClaimedRow>(
      `select ${COLUMNS} from inbound_mails where id in (${marks(ids)}) and claim = ? order by id`,
      [...ids, claim],
    );
    return rows.map(({ reason, ...row }) => ({
      ...row,
      recipients: row.recipients ? (JSON.parse(row.recipients) as string[]) : [],
      isForced: reason === FORCED,
    }));
  }

  /** Other mails that bear one of these Message-IDs, the oldest first. */
  async withMessageKeys(id: number, messageKeys: readonly string[]): Promise<RelatedMail[]> {
    const found = await Promise.all(messageKeys.map((key) => this.byMessageKey.get(key)));
    return found
      .flatMap((mails) => mails ?? [])
      .filter((mail) => mail.id !== id)
      .toSorted((one, other) => one.id - other.id);
  }

  /**
   * Writes what became of a claimed mail, in the transaction of all else that it causes. With a time for the next attempt
   * it stays in the queue.
   * @throws ClaimLost when it is no longer ours
   */
  settle(tx: Tx, mail: Settlement['mail'], outcome: Outcome): Promise<void> {
    return this.settleAll(tx, [{ mail, outcome }]);
  }

  /** As `settle`, of several mails at once. @throws ClaimLost when one of them is no longer ours */
  async settleAll(tx: Tx, settlements: readonly Settlement[]): Promise<void> {
    const processedAt = this.clock.now();
    const rows = settlements.map(({ mail: { id, claim }, outcome }) => {
      const { nextAttemptAt = null } = outcome;
      const ended = { nextAttemptAt, processedAt: nextAttemptAt ? null : processedAt, claim: null };
      return { id, claim, columns: { ...outcome, ...ended } };
    });
    const alike = Map.groupBy(rows, ({ claim, columns }) => `${claim} ${Object.keys(columns).join()}`);
    for (const group of alike.values()) {
      const { sets, values } = setsOf(group);
      const ids = group.map(({ id }) => id);
      const result: unknown = await tx.query(
        `update inbound_mails set ${sets}, version = version + 1 where id in (${marks(ids)}) and claim = ?`,
        [...values, ...ids, group[0]!.claim],
      );
      if (affected(result) !== group.length) throw new ClaimLost(ids);
    }
    for (const { mail, outcome } of settlements)
      if (!outcome.nextAttemptAt) afterCommit(tx, () => this.figures.settled(mail.id, outcome));
  }
}
