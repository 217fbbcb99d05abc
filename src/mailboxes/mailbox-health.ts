import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { Metrics } from '../http/metrics.js';
import { Readiness } from '../http/readiness.js';
import { MailboxStates } from './mailbox-states.service.js';
import { MailboxesService } from './mailboxes.service.js';

/** What an operator watches: how many mailboxes are polled, and how long the worst of them has brought nothing. */
interface Health {
  polled: number;
  failing: number;
  /** Since the last success of the mailbox that had none for longest; since its creation where it never had one. */
  oldestSuccessSeconds: number;
  lagSeconds: number;
}

/** Tells `/readyz` and `/metrics` of the mailboxes. Neither names one: its own state does. */
@Injectable()
export class MailboxHealth implements OnModuleInit {
  constructor(
    private readonly mailboxes: MailboxesService,
    private readonly states: MailboxStates,
    private readonly clock: Clock,
    private readonly readiness: Readiness,
    private readonly metrics: Metrics,
  ) {}

  onModuleInit(): void {
    this.readiness.report('mailboxes', () => this.look());
    this.gauge('switchdesk_mailboxes_polled', 'Mailboxes that are to be polled.', 'polled');
    this.gauge('switchdesk_mailboxes_failing', 'Mailboxes whose last poll failed.', 'failing');
    this.gauge(
      'switchdesk_mailboxes_oldest_success_seconds',
      'Since the last complete poll of the mailbox that had none for longest.',
      'oldestSuccessSeconds',
    );
    this.gauge(
      'switchdesk_mailboxes_lag_seconds',
      'How long the slowest mail of the last poll with mails had waited on its server, of the slowest mailbox.',
      'lagSeconds',
    );
  }

  private gauge(name: string, help: string, value: keyof Health): void {
    this.metrics.gauge(name, help, [], async () => [{ value: (await this.look())[value] }]);
  }

  private async look(): Promise<Health> {
    const polled = (await this.mailboxes.list()).filter((mailbox) => mailbox.isPolled());
    const states = new Map((await this.states.all()).map((state) => [state.mailboxId, state]));
    const now = this.clock.now().getTime();
    const ages = polled.map(
      ({ id, createdAt }) => now - (states.get(id)?.lastSuccessAt ?? createdAt).getTime(),
    );
    return {
      polled: polled.length,
      failing: polled.filter(({ id }) => states.get(id)?.error).length,
      oldestSuccessSeconds: Math.round(Math.max(0, ...ages) / 1000),
      lagSeconds: Math.max(0, ...polled.map(({ id }) => states.get(id)?.lagSeconds ?? 0)),
    };
  }
}
