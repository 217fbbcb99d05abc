import { Logger } from '@nestjs/common';
import type { Lease } from '../../database/leases.js';
import { inEnglish, type Text } from '../../common/texts.js';
import { mailFailure, type MailFailure } from '../../mailboxes/mail-failure.js';
import type { Mailbox } from '../../mailboxes/mailbox.entity.js';
import { Bell } from './bell.js';
import type { PollResult, Sweep } from './folder-intake.js';
import type { ImapDesk } from './imap-desk.js';
import type { ImapFolder } from './imap-folder.js';
import { Suspects } from './suspects.js';

interface Asked {
  resolve: (result: PollResult) => void;
  reject: (error: unknown) => void;
}

/** How soon to ask for the lease again. Asking reads one row. */
const LEASE_AGAIN_MS = 3_000;
/** A connection that ended without a fault is opened again this soon. */
const RECONNECT_MS = 1_000;
/** One that fails, later and later. */
const BACK_OFF = { least: 500, most: 60_000 };
/** Who is refused is not asked again every second: servers lock accounts for that. */
const REFUSED = { least: 15_000, most: 300_000 };
const DEEP_SWEEP_MS = 3_600_000;
/** The state is written at most this often while mails stream in. */
const STATE_EVERY_MS = 5_000;

/**
 * Polls one mailbox for as long as it holds the lease: one connection, which waits in IDLE between two looks, opened
 * anew whenever it is lost. What goes wrong here is told in the mailbox's state, and nowhere stops anything else.
 */
export class MailboxPoller {
  private readonly logger = new Logger('Imap');
  private readonly bell = new Bell();
  private readonly suspects = new Suspects();
  private readonly ending = new AbortController();
  private asked: Asked[] = [];
  private folder?: ImapFolder;
  private running?: Promise<void>;
  private holds = false;
  private failures = 0;
  private polledAt = 0;
  private sweptAt = 0;
  private notedAt = 0;

  constructor(
    readonly mailbox: Mailbox,
    private readonly desk: ImapDesk,
  ) {}

  start(): void {
    this.running = this.run();
  }

  /** What is being entered is finished, the rest is left to the next poller. */
  async stop(): Promise<void> {
    this.ending.abort();
    this.bell.ring();
    await this.running;
  }

  /** Called often; looks when it is time. */
  tick(): void {
    if (this.folder && this.isDue()) this.bell.ring();
  }

  /** A look now. Undefined: another process polls this mailbox. @throws what the look throws */
  poll(): Promise<PollResult> | undefined {
    if (!this.holds || this.ending.signal.aborted) return undefined;
    const result = new Promise<PollResult>((resolve, reject) => this.asked.push({ resolve, reject }));
    this.bell.ring();
    return result;
  }

  private async run(): Promise<void> {
    while (!this.ending.signal.aborted) {
      // A database that does not answer is told of elsewhere.
      const lease = await this.desk.acquire(this.mailbox).catch(() => undefined);
      if (lease) await this.hold(lease);
      else await this.bell.wait(LEASE_AGAIN_MS);
    }
  }

  private async hold(lease: Lease): Promise<void> {
    const end = AbortSignal.any([this.ending.signal, lease.keep()]);
    end.addEventListener('abort', () => this.bell.ring());
    this.holds = true;
    try {
      while (!end.aborted) {
        const wait = await this.connect(end);
        if (!end.aborted && !this.asked.length) await this.bell.wait(wait);
      }
    } catch (error) {
      this.logger.error(`Mailbox ${this.mailbox.id}: the poller begins anew after ${String(error)}`);
    } finally {
      this.holds = false;
      this.refuse(new Error('The mailbox is no longer polled here.'));
      await lease.release().catch(() => undefined);
    }
  }

  /** One connection from beginning to end. @returns how long to wait before the next one */
  private async connect(end: AbortSignal): Promise<number> {
    try {
      this.folder = await this.desk.open(this.mailbox, end);
      this.folder.onArrival(() => this.bell.ring());
      this.folder.onClose(() => this.bell.ring());
      await this.listen(this.folder);
      return RECONNECT_MS;
    } catch (error) {
      return end.aborted ? 0 : await this.fail(this.failureOf(error), error);
    } finally {
      this.folder?.close();
      this.folder = undefined;
    }
  }

  /** Looks, waits for a reason to look, looks again, until the connection ends. */
  private async listen(folder: ImapFolder): Promise<void> {
    let sweep: Sweep = this.isSweepDue() ? 'all' : 'recent';
    while (folder.isUsable) {
      await this.look(folder, sweep);
      await this.bell.wait();
      const isScheduled = this.isDue() || this.asked.length > 0;
      sweep = this.isSweepDue() ? 'all' : isScheduled ? 'recent' : 'none';
    }
  }

  private async look(folder: ImapFolder, sweep: Sweep): Promise<void> {
    const { asked } = this;
    this.asked = [];
    try {
      if (sweep !== 'none') this.polledAt = performance.now();
      const result = await this.desk.intake.poll(folder, this.suspects, sweep);
      if (sweep === 'all') this.sweptAt = performance.now();
      await this.succeed(result, sweep);
      for (const { resolve } of asked) resolve(result);
    } catch (error) {
      this.asked.push(...asked);
      throw error;
    }
  }

  private async succeed({ lagSeconds }: PollResult, sweep: Sweep): Promise<void> {
    const { id } = this.mailbox;
    const isNoted = performance.now() - this.notedAt < STATE_EVERY_MS;
    if (sweep === 'none' && isNoted) return;
    if (this.failures > 0) this.logger.log(`Mailbox ${this.mailbox.address} is polled again.`);
    this.failures = 0;
    this.notedAt = performance.now();
    await this.desk.states.incomingSucceeded(id, this.desk.now(), lagSeconds);
    const { waiting } = this.suspects;
    if (!waiting.length) return;
    const reason = `The server does not hand out what is asked for again and again: UID ${waiting.slice(0, 10).join(', ')}`;
    await this.desk.states.incomingFailed(id, this.desk.now(), reason);
  }

  /** While the connection stands, it is not the server that failed. */
  private failureOf(error: unknown): MailFailure {
    if (!this.folder?.isUsable) return mailFailure(error);
    const reason = error instanceof Error ? error.message : String(error);
    const text: Text = { key: 'mail/not_taken_in', values: { reason } };
    return { code: 'other', detail: inEnglish(text), text };
  }

  private async fail({ code, detail }: MailFailure, cause: unknown): Promise<number> {
    const { id } = this.mailbox;
    this.refuse(cause);
    this.failures += 1;
    // A connection may be lost at any time; the next one says whether something is wrong.
    if (this.failures > 1 || code !== 'connection_lost') {
      this.logger.warn(`Mailbox ${this.mailbox.address} is not polled: ${detail}`);
      await this.desk.states
        .incomingFailed(id, this.desk.now(), detail)
        .catch((fault: unknown) => this.logger.error(`A failure could not be noted: ${String(fault)}`));
    }
    const { least, most } = code === 'authentication' ? REFUSED : BACK_OFF;
    const wait = least * 2 ** Math.min(this.failures - 1, 16);
    return Math.min(wait, most) * (0.75 + Math.random() / 2);
  }

  private refuse(error: unknown): void {
    for (const { reject } of this.asked) reject(error);
    this.asked = [];
  }

  private isDue(): boolean {
    return performance.now() - this.polledAt >= this.desk.pollEveryMs;
  }

  private isSweepDue(): boolean {
    return !this.sweptAt || performance.now() - this.sweptAt >= DEEP_SWEEP_MS;
  }
}
