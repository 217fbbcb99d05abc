import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { Database } from '../database/database.js';
import { toDate } from '../database/rows.js';
import { Metrics } from '../http/metrics.js';
import { Readiness } from '../http/readiness.js';
import type { InboundMail, InboundState } from './inbound-mail.entity.js';

/** The ledger's rows that are not at their end, or wait for a person. */
const SHOWN = ['received', 'failed', 'held', 'quarantined'] as const satisfies InboundState[];

interface Backlog {
  /** By state. */
  mails: Record<(typeof SHOWN)[number], number>;
  /** Age of the oldest that is still to be processed; 0 without one. */
  oldestSeconds: number;
}

type Fate = Partial<Pick<InboundMail, 'state' | 'reason' | 'rule' | 'ticketId'>>;

/** Mail in, for those who watch: what became of mails since the process began, and what waits. */
@Injectable()
export class InboundFigures implements OnModuleInit {
  private readonly logger = new Logger('Mail');
  private readonly fates: ReturnType<Metrics['counter']>;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly metrics: Metrics,
    private readonly readiness: Readiness,
  ) {
    this.fates = metrics.counter('switchdesk_mails_in_total', 'Mails that came, by what became of them.', [
      'state',
    ]);
  }

  onModuleInit(): void {
    this.metrics.gauge(
      'switchdesk_mails_in',
      'Mails that wait for the desk or for a person.',
      ['state'],
      async () => {
        const { mails } = await this.backlog();
        return SHOWN.map((state) => ({ labels: { state }, value: mails[state] }));
      },
    );
    this.metrics.gauge(
      'switchdesk_mails_in_oldest_seconds',
      'Age of the oldest mail that is still to be processed.',
      [],
      async () => [{ value: (await this.backlog()).oldestSeconds }],
    );
    this.readiness.report('mail-in', async () => {
      const { mails, oldestSeconds } = await this.backlog();
      return { ...mails, oldestSeconds };
    });
  }

  /** A mail has come to its end; called after the commit. */
  settled(id: number, { state, reason, rule, ticketId }: Fate): void {
    if (!state) return;
    this.fates.inc({ state });
    const why = [reason, rule].filter(Boolean).join(', ');
    const line = `Inbound mail ${id}: ${state} (${why})${ticketId ? `, ticket ${ticketId}` : ''}`;
    // A person is to look at it.
    if (state === 'held') this.logger.warn(line);
    else this.logger.log(line);
  }

  private async backlog(): Promise<Backlog> {
    const rows = await this.database.query<{ state: string; total: number; oldest: string }>(
      `select state, count(*) as total, min(receivedAt) as oldest from inbound_mails
       where state in ('received', 'failed', 'held', 'quarantined') group by state`,
    );
    const of = (state: string): number => Number(rows.find((row) => row.state === state)?.total ?? 0);
    const due = rows.filter(({ state }) => state === 'received' || state === 'failed');
    const oldest = Math.min(...due.map((row) => toDate(row.oldest).getTime()));
    return {
      mails: {
        received: of('received'),
        failed: of('failed'),
        held: of('held'),
        quarantined: of('quarantined'),
      },
      oldestSeconds: due.length ? Math.max(0, Math.round((this.clock.now().getTime() - oldest) / 1000)) : 0,
    };
  }
}
