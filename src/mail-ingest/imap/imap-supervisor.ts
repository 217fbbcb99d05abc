import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { SchedulerRegistry } from '@nestjs/schedule';
import { Background } from '../../jobs/background.js';
import type { Mailbox } from '../../mailboxes/mailbox.entity.js';
import { MailboxesService } from '../../mailboxes/mailboxes.service.js';
import type { PollResult } from './folder-intake.js';
import { ImapDesk } from './imap-desk.js';
import { MailboxPoller } from './mailbox-poller.js';

const NAME = 'imap';
/** Mailboxes that are new, changed or gone are noticed within this time, whichever process changed them. */
const TICK_MS = 1_000;

/** Keeps a poller for each mailbox that is to be polled, and lets each look when its time has come. */
@Injectable()
export class ImapSupervisor implements OnModuleInit {
  private readonly logger = new Logger('Imap');
  private readonly pollers = new Map<number, MailboxPoller>();
  private ticking?: Promise<void>;

  constructor(
    private readonly mailboxes: MailboxesService,
    private readonly desk: ImapDesk,
    private readonly scheduler: SchedulerRegistry,
    private readonly background: Background,
  ) {}

  onModuleInit(): void {
    this.background.add(NAME, { start: () => this.start(), stop: () => this.stop() });
  }

  /**
   * A look now by the poller of this process. Undefined: there is none, it waits for another process to end, or it does not
   * know yet that the mailbox was changed.
   */
  poll({ id, version }: Mailbox): Promise<PollResult> | undefined {
    const poller = this.pollers.get(id);
    return poller?.mailbox.version === version ? poller.poll() : undefined;
  }

  private start(): void {
    this.scheduler.addInterval(NAME, setInterval(() => this.tick(), TICK_MS).unref());
    this.tick();
  }

  private async stop(): Promise<void> {
    this.scheduler.deleteInterval(NAME);
    await this.ticking;
    await this.follow([]);
  }

  private tick(): void {
    for (const poller of this.pollers.values()) poller.tick();
    this.ticking ??= this.mailboxes
      .list()
      .then((mailboxes) => this.follow(mailboxes.filter((mailbox) => mailbox.isPolled())))
      .catch((error: unknown) => this.logger.error(`The mailboxes are unknown: ${String(error)}`))
      .finally(() => (this.ticking = undefined));
  }

  /** Ends the pollers of mailboxes that changed or are gone, then begins those that are missing. */
  private async follow(mailboxes: readonly Mailbox[]): Promise<void> {
    const versions = new Map(mailboxes.map(({ id, version }) => [id, version]));
    const outdated = [...this.pollers.values()].filter(
      ({ mailbox }) => versions.get(mailbox.id) !== mailbox.version,
    );
    for (const { mailbox } of outdated) this.pollers.delete(mailbox.id);
    await Promise.all(outdated.map((poller) => poller.stop()));
    for (const mailbox of mailboxes) {
      if (this.pollers.has(mailbox.id)) continue;
      const poller = new MailboxPoller(mailbox, this.desk);
      this.pollers.set(mailbox.id, poller);
      poller.start();
    }
  }
}
