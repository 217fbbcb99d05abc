import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { Wakeable } from '../common/wakeable.js';
import { Database } from '../database/database.js';
import { isConnectionError } from '../database/flavour.js';
import { Background, type BackgroundWork } from '../jobs/background.js';
import { SettingsService } from '../settings/settings.service.js';
import { ClaimLost, InboundLedger, type ClaimedMail, type Outcome } from './inbound-ledger.js';
import type { Wait } from './judging/verdict.js';
import { MailFiling } from './mail-filing.js';
import { NoDepartment } from './judging/placement.js';

const BATCH = 128;
/** They hide each other's waiting for the disk. */
const GROUPS_AT_ONCE = 4;
const GROUP_MAILS = 32;
const GROUP_BYTES = 1_048_576;
const LARGE_BYTES = GROUP_BYTES;
/** A mail that takes longer may be taken by another process; the fence sees to it that only one of them counts. */
const CLAIM_MS = 30_000;
/** Mails come in flocks: those that are received within this time are processed together. */
const GATHER_MS = 10;
const IDLE_MS = 2_000;
const WAIT_MS = 1_000;
const OUTAGE_MS = 15_000;
const DETAIL_MAX = 2_000;
/** Waits after the first, second … failure; after the last one the mail goes into quarantine. */
const LADDER_MS = [1_000, 10_000, 60_000, 600_000];
const TRIES = LADDER_MS.length + 1;

/**
 * Turns received mails into tickets, from our own store, in every process that does background work. A mail that fails is
 * tried again later and never holds up the others; one that goes on failing becomes a fallback ticket that carries it.
 */
@Injectable()
export class MailProcessor implements OnModuleInit, BackgroundWork {
  private readonly logger = new Logger('MailProcessor');
  private readonly work = new Wakeable(
    () => this.look(),
    { gatherMs: GATHER_MS, idleMs: IDLE_MS },
    (error) => this.logger.error(`Inbound mails stand still: ${String(error)}`),
  );

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly background: Background,
    private readonly settings: SettingsService,
    private readonly ledger: InboundLedger,
    private readonly filing: MailFiling,
  ) {}

  onModuleInit(): void {
    this.background.add('inbound-mails', this);
  }

  start(): void {
    this.work.start();
  }

  /** What is in hand is finished; the rest waits for the next start. */
  stop(): Promise<void> {
    return this.work.stop();
  }

  /** There is something to do. */
  wake(): void {
    this.work.wake();
  }

  /** Processes what is due here and now, and waits for it; during maintenance mails wait. @returns how many it were */
  async drain(): Promise<number> {
    if (this.settings.get('maintenance')) return 0;
    let processed = 0;
    let mails: ClaimedMail[];
    do {
      mails = await this.ledger.claim(BATCH, CLAIM_MS);
      await this.processAll(mails);
      processed += mails.length;
    } while (mails.length && !this.work.isStopping);
    return processed;
  }

  private async look(): Promise<undefined> {
    await this.drain();
  }

  /** In groups, some at a time; then those that had to wait for another of them, until there is none. */
  private async processAll(claimed: readonly ClaimedMail[]): Promise<void> {
    let mails = claimed;
    while (mails.length) {
      const waiting: [ClaimedMail, Wait][] = [];
      const work = async (groups: Iterable<ClaimedMail[]>): Promise<void> => {
        for (const group of groups) waiting.push(...(await this.process(group)));
      };
      const small = groupsOf(mails.filter((mail) => !isLarge(mail))).values();
      // One at a time: a large mail takes memory while it is read.
      const large = mails.filter(isLarge).map((mail) => [mail]);
      await Promise.all([work(large), ...Array.from({ length: GROUPS_AT_ONCE }, () => work(small))]);
      const done = new Set(mails.map(({ id }) => id));
      const isNext = ([, { forId }]: [ClaimedMail, Wait]): boolean =>
        waiting.length < done.size && done.has(forId);
      for (const one of waiting) if (!isNext(one)) await this.tend(one[0], () => this.postpone(...one));
      mails = waiting.filter(isNext).map(([mail]) => mail);
    }
  }

  /** @returns those that wait, and for what */
  private async process(group: readonly ClaimedMail[]): Promise<[ClaimedMail, Wait][]> {
    const [exhausted, fresh] = [group.filter(isExhausted), group.filter((mail) => !isExhausted(mail))];
    for (const mail of exhausted)
      await this.tend(mail, () => this.giveUp(mail, 'Processing it ended the process several times.'));
    const dossiers = await this.filing.file(fresh);
    for (const { mail, fault } of dossiers)
      if (fault !== undefined && !(fault instanceof ClaimLost))
        await this.tend(mail, () => this.fail(mail, fault));
    return dossiers.flatMap(({ mail, verdict }): [ClaimedMail, Wait][] =>
      verdict?.fate === 'wait' ? [[mail, verdict]] : [],
    );
  }

  /** Never throws: a mail that cannot even be marked is found again when its claim has run out. */
  private async tend({ id }: ClaimedMail, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof ClaimLost))
        this.logger.error(`Inbound mail ${id} could not be marked: ${wordsOf(error)}`);
    }
  }

  /** Its turn has not come; the attempt does not count. */
  private async postpone(mail: ClaimedMail, { until }: Wait): Promise<void> {
    const soon = this.after(WAIT_MS);
    const nextAttemptAt = until && until > soon ? until : soon;
    await this.requeue(mail, { state: 'received', attempts: mail.attempts - 1, nextAttemptAt });
  }

  private async fail(mail: ClaimedMail, error: unknown): Promise<void> {
    this.logger.warn(`Inbound mail ${mail.id} failed: ${wordsOf(error)}`);
    const detail = wordsOf(error).slice(0, DETAIL_MAX);
    if (isOutage(error))
      return this.requeue(mail, {
        state: 'failed',
        reason: 'outage',
        detail,
        attempts: mail.attempts - 1,
        nextAttemptAt: this.after(OUTAGE_MS),
      });
    const wait = LADDER_MS[mail.attempts - 1];
    if (wait === undefined) return this.giveUp(mail, detail);
    await this.requeue(mail, { state: 'failed', reason: 'error', detail, nextAttemptAt: this.after(wait) });
  }

  private async giveUp(mail: ClaimedMail, detail: string): Promise<void> {
    this.logger.error(`Inbound mail ${mail.id} goes into quarantine: ${detail}`);
    const isHopeless = mail.attempts > TRIES + 1;
    await (isHopeless ? this.filing.quarantineUnread(mail, detail) : this.filing.quarantine(mail, detail));
  }

  private requeue(mail: ClaimedMail, outcome: Outcome): Promise<void> {
    return this.database.transaction((tx) => this.ledger.settle(tx, mail, outcome));
  }

  private after(milliseconds: number): Date {
    return new Date(this.clock.now().getTime() + milliseconds);
  }
}

/** Mails that are processed together, in their order. */
function groupsOf(mails: readonly ClaimedMail[]): ClaimedMail[][] {
  const groups: ClaimedMail[][] = [];
  let bytes = 0;
  for (const mail of mails) {
    const group = groups.at(-1);
    bytes += mail.size;
    if (group && group.length < GROUP_MAILS && bytes <= GROUP_BYTES) group.push(mail);
    else {
      groups.push([mail]);
      bytes = mail.size;
    }
  }
  return groups;
}

const isLarge = ({ size }: ClaimedMail): boolean => size > LARGE_BYTES;

const isExhausted = ({ attempts }: ClaimedMail): boolean => attempts > TRIES;

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** No fault of the mail: it is tried until storage and database are well again. */
const isOutage = (error: unknown): boolean =>
  error instanceof NoDepartment ||
  (error instanceof Error &&
    ((error as NodeJS.ErrnoException).syscall !== undefined || isConnectionError(error)));
