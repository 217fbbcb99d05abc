import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { Database } from '../database/database.js';
import { toDate } from '../database/rows.js';
import { Metrics } from '../http/metrics.js';
import { Readiness } from '../http/readiness.js';
import { MailboxStates } from '../mailboxes/mailbox-states.service.js';
import type { OutboundRecipientState } from './outbound-recipient.entity.js';

/** What is on its way out. */
interface Backlog {
  queued: number;
  sending: number;
  /** Age of the oldest of both; 0 without one. */
  oldestSeconds: number;
}

/** SMTP servers, each mailbox's own and that of the desk. */
interface Servers {
  /** Refused our login, and wait for somebody to see to it. */
  paused: number;
  /** Could not be used the last time. */
  failing: number;
}

/** Mail out, for those who watch: what left since the process began, and what waits. */
@Injectable()
export class MailFigures implements OnModuleInit {
  private readonly outcomes: ReturnType<Metrics['counter']>;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly metrics: Metrics,
    private readonly readiness: Readiness,
    private readonly states: MailboxStates,
  ) {
    this.outcomes = metrics.counter(
      'switchdesk_mails_out_total',
      'Recipients of mails, by what an attempt to send came to.',
      ['state'],
    );
  }

  onModuleInit(): void {
    this.metrics.gauge('switchdesk_mails_out', 'Mails on their way out, by state.', ['state'], async () => {
      const { queued, sending } = await this.backlog();
      return [
        { labels: { state: 'queued' }, value: queued },
        { labels: { state: 'sending' }, value: sending },
      ];
    });
    this.metrics.gauge(
      'switchdesk_mails_out_oldest_seconds',
      'Age of the oldest mail that is on its way out.',
      [],
      async () => [{ value: (await this.backlog()).oldestSeconds }],
    );
    this.metrics.gauge(
      'switchdesk_mail_servers',
      'SMTP servers that do not work, by why.',
      ['state'],
      async () => {
        const { paused, failing } = await this.servers();
        return [
          { labels: { state: 'paused' }, value: paused },
          { labels: { state: 'failing' }, value: failing },
        ];
      },
    );
    this.readiness.report('mail-out', async () => ({ ...(await this.backlog()), ...(await this.servers()) }));
  }

  count(state: OutboundRecipientState): void {
    this.outcomes.inc({ state });
  }

  private async servers(): Promise<Servers> {
    const states = await this.states.all();
    const paused = states.filter(({ pauseReason }) => pauseReason !== null).length;
    return { paused, failing: states.filter(({ sendError }) => sendError !== null).length };
  }

  private async backlog(): Promise<Backlog> {
    const rows = await this.database.query<{ state: string; total: number; oldest: string }>(
      `select state, count(*) as total, min(createdAt) as oldest from outbound_mails
       where state in ('queued', 'sending') group by state`,
    );
    const of = (state: string): number => rows.find((row) => row.state === state)?.total ?? 0;
    const since = rows.map(({ oldest }) => toDate(oldest).getTime());
    const age = rows.length ? this.clock.now().getTime() - Math.min(...since) : 0;
    return {
      queued: of('queued'),
      sending: of('sending'),
      oldestSeconds: Math.round(Math.max(age, 0) / 1000),
    };
  }
}
