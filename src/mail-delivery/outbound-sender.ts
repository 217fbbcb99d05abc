import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { Wakeable } from '../common/wakeable.js';
import { Background, type BackgroundWork } from '../jobs/background.js';
import type { Delivery } from './drivers/mail-driver.js';
import { MailServers, type ServerId } from './drivers/mail-servers.js';
import { MAIL_SERVER_SETTINGS } from '../settings/mail-server-settings.js';
import { SettingsService } from '../settings/settings.service.js';
import { MailFigures } from './mail-figures.js';
import { OutboundClaims, type ClaimedMail, type Room } from './outbound-claims.js';
import { OWED_STATES, settle, type Settlement } from './settlement.js';

const TOTAL = 20;
/** A few more than there are connections, so that none of them waits for us. */
const PER_SERVER = 8;
const PACE = { gatherMs: 20, idleMs: 5_000 };
const HEARTBEAT_MS = 20_000;
/** A server that does not answer is left alone for a while, with all its mails but the one that found out. */
const REST_MS = 30_000;
/** What is being sent when the process stops has this long to end by itself. */
const GRACE_MS = 7_000;
const SETTLE_AGAIN_MS = 1_000;
const SETTLE_ATTEMPTS = 50;

/**
 * Sends what is owed: any number of processes, several mails at once. At least once: a line that breaks between the
 * mail and its answer leaves open whether the server has it, and the mail goes again, byte for byte, with the same
 * Message-ID.
 */
@Injectable()
export class OutboundSender implements BackgroundWork, OnModuleInit {
  private readonly logger = new Logger('Mail');
  private readonly inHand = new Map<ClaimedMail, Promise<void>>();
  private readonly restUntil = new Map<ServerId, number>();
  private readonly work = new Wakeable(
    () => this.look(),
    PACE,
    (error) => this.logger.error(`Mails stand still: ${String(error)}`),
  );
  private heartbeat?: NodeJS.Timeout;
  private giveUp = new AbortController();

  constructor(
    private readonly background: Background,
    private readonly clock: Clock,
    private readonly claims: OutboundClaims,
    private readonly servers: MailServers,
    private readonly figures: MailFigures,
    private readonly settings: SettingsService,
  ) {}

  onModuleInit(): void {
    this.background.add('mail-out', this);
    // Another server, or another password for it, deserves another try.
    this.settings.onChange((names) =>
      [...names].some((name) => name in MAIL_SERVER_SETTINGS) ? this.tryAgain(null) : undefined,
    );
  }

  async start(): Promise<void> {
    await this.servers.start();
    this.giveUp = new AbortController();
    this.heartbeat = setInterval(() => void this.renew(), HEARTBEAT_MS).unref();
    this.work.start();
  }

  async stop(): Promise<void> {
    await this.work.stop();
    const timer = setTimeout(() => this.giveUp.abort(), GRACE_MS).unref();
    await Promise.all(this.inHand.values());
    clearTimeout(timer);
    clearInterval(this.heartbeat);
    await this.servers.close();
  }

  /** There is something to send. */
  wake(): void {
    this.work.wake();
  }

  /** Somebody may have cured what held the mails of this mailbox (null: of none) up. */
  async tryAgain(mailboxId: number | null): Promise<void> {
    await this.servers.resume(mailboxId);
    this.restUntil.clear();
    this.work.wake();
  }

  /** As `tryAgain`, of a mailbox whose way out is another one now: nothing waits for the end of its delay. */
  async hasten(mailboxId: number): Promise<void> {
    await this.claims.hasten(mailboxId);
    await this.tryAgain(mailboxId);
  }

  private async look(): Promise<number | undefined> {
    const total = TOTAL - this.inHand.size;
    if (total <= 0) return undefined;
    for (const mail of await this.claims.claim(await this.room(total))) {
      const sending = this.carry(mail).finally(() => {
        this.inHand.delete(mail);
        this.work.wake();
      });
      this.inHand.set(mail, sending);
    }
    return this.claims.isHeldShortly ? 10 * PACE.gatherMs : undefined;
  }

  private async room(total: number): Promise<Room> {
    const ways = await this.servers.ways();
    const now = this.clock.now().getTime();
    const of = (server: ServerId): number => {
      if (ways.paused.has(server) || (this.restUntil.get(server) ?? 0) > now) return 0;
      const used = [...this.inHand.keys()].filter((mail) => mail.server === server).length;
      return Math.max(PER_SERVER - used, 0);
    };
    return { ways, of, total };
  }

  /** Never rejects: what goes wrong here leaves the mail to whoever finds its claim run out. */
  private async carry(mail: ClaimedMail): Promise<void> {
    const delivery = await this.deliver(mail);
    if (delivery.kind === 'refused_login')
      this.logger.error(
        `Mail out waits: the login was refused (${mail.server === null ? 'the server of the desk' : `mailbox ${mail.server}`}): ${delivery.reason}`,
      );
    const settlement = settle(mail.attempts, mail.recipients, delivery, this.clock.now());
    if (await this.write(mail, settlement)) this.tell(mail, settlement);
  }

  private async deliver(mail: ClaimedMail): Promise<Delivery> {
    const { causeKey: key, event, sender, sha256, recipients, server } = mail;
    const to = recipients.filter(({ state }) => OWED_STATES.includes(state)).map(({ address }) => address);
    const departing = { key, event, sha256, envelope: { from: sender, to } };
    try {
      const delivery = await this.servers.send(server, departing, this.giveUp.signal);
      if (delivery.kind === 'interrupted') this.restUntil.set(server, this.clock.now().getTime() + REST_MS);
      return delivery;
    } catch (error) {
      return { kind: 'interrupted', reason: (error as Error).message, unknown: false };
    }
  }

  /** Tries for a while: what is not written down is sent again. */
  private async write(mail: ClaimedMail, settlement: Settlement): Promise<boolean> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        const written = await this.claims.settle(mail, settlement);
        if (!written) this.logger.warn(`Mail ${mail.id} was taken over by another process.`);
        return written;
      } catch (error) {
        if (attempt === SETTLE_ATTEMPTS || this.giveUp.signal.aborted) {
          this.logger.error(`What became of mail ${mail.id} could not be written down: ${String(error)}`);
          return false;
        }
        await sleep(SETTLE_AGAIN_MS, undefined, { ref: false });
      }
    }
  }

  private tell(mail: ClaimedMail, { state, lastError, recipients }: Settlement): void {
    for (const recipient of recipients) this.figures.count(recipient.state);
    const what = `Mail ${mail.id} (${mail.event}, ${mail.causeKey})`;
    if (state === 'failed') this.logger.error(`${what} reached nobody: ${lastError}`);
    else if (lastError) this.logger.warn(`${what}, attempt ${mail.attempts}: ${lastError}`);
    else if (this.servers.sends(mail.server))
      this.logger.log(`${what} left, recipients: ${recipients.length}.`);
  }

  private async renew(): Promise<void> {
    await this.claims
      .renew([...this.inHand.keys()])
      .catch((error: unknown) => this.logger.warn(`Claims on mails could not be renewed: ${String(error)}`));
  }
}
