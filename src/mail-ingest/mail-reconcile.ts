import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { SYSTEM, authorOf } from '../common/actor.js';
import { Clock } from '../common/clock.js';
import { Database } from '../database/database.js';
import { EventsService } from '../events/events.service.js';
import { Metrics } from '../http/metrics.js';
import { JobsService } from '../jobs/jobs.service.js';
import { RawMails } from '../mailboxes/raw-mails.js';

/**
 * What can be wrong with an entry of the ledger. `stranded`: not processed, and nobody will; `without_message`: processed,
 * and nothing says into what; `doubled`: two messages of one mail; `raw_missing`: its raw mail is gone before its time.
 */
export type Discrepancy = 'stranded' | 'without_message' | 'doubled' | 'raw_missing';

/** The mails of one day. */
export interface DayOfMails {
  /** All that reached their end on this day: tickets, replies and skips. */
  mails: number;
  tickets: number;
  replies: number;
  /** With a reason each: skipped, duplicate, held or in quarantine. */
  skips: number;
  /** Ids of the ledger. */
  wrong: Record<Discrepancy, number[]>;
}

const DAY_MS = 86_400_000;
/** Of one kind of discrepancy: more of them have one cause. */
const NAMED_MAX = 100;

/** Looks once a day whether every mail that came is accounted for: a ticket, a reply, or a skip with its reason. */
@Injectable()
export class MailReconcile implements OnModuleInit {
  private readonly logger = new Logger('Mail');
  private readonly found: ReturnType<Metrics['counter']>;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly events: EventsService,
    private readonly rawMails: RawMails,
    private readonly jobs: JobsService,
    metrics: Metrics,
  ) {
    this.found = metrics.counter(
      'switchdesk_mails_in_unreconciled_total',
      'Mails that the daily look found unaccounted for, by what is wrong.',
      ['what'],
    );
  }

  onModuleInit(): void {
    this.jobs.add({ name: 'reconcile-mails', everyMs: DAY_MS, run: (signal) => this.run(signal) });
  }

  /** The last whole day (UTC). What is wrong is an event of the mail, a metric, and an error in the log. */
  async run(signal: AbortSignal): Promise<DayOfMails> {
    const end = new Date(Math.floor(this.clock.now().getTime() / DAY_MS) * DAY_MS);
    const day = await this.look(new Date(end.getTime() - DAY_MS), end, signal);
    const { mails, tickets, replies, skips, wrong } = day;
    this.logger.log(`Reconciled: ${mails} mails = ${tickets} tickets + ${replies} replies + ${skips} skips.`);
    for (const [what, ids] of Object.entries(wrong)) if (ids.length) await this.tell(what, ids);
    return day;
  }

  private async look(from: Date, to: Date, signal: AbortSignal): Promise<DayOfMails> {
    const rows = await this.database.query<{ state: string; opens: number; mails: number }>(
      `select state, case when rule = 'new' then 1 else 0 end as opens, count(*) as mails from inbound_mails
       where processedAt >= ? and processedAt < ? group by 1, 2`,
      [from, to],
    );
    const count = (isCounted: (row: { state: string; opens: number }) => boolean): number =>
      rows.filter(isCounted).reduce((sum, row) => sum + Number(row.mails), 0);
    return {
      mails: count(() => true),
      tickets: count(({ state, opens }) => state === 'processed' && Number(opens) === 1),
      replies: count(({ state, opens }) => state === 'processed' && Number(opens) === 0),
      skips: count(({ state }) => state !== 'processed'),
      wrong: {
        stranded: await this.ids(
          `from inbound_mails i where i.state in ('received', 'failed') and i.nextAttemptAt is null`,
        ),
        // A delivery report may be about a ticket that is gone.
        without_message: await this.ids(
          `from inbound_mails i where i.processedAt >= ? and i.processedAt < ?
           and i.state in ('processed', 'quarantined') and i.messageId is null and (i.rule is null or i.rule <> 'report')`,
          [from, to],
        ),
        doubled: await this.ids(
          `from inbound_mails i join messages m on m.ticketId = i.ticketId and m.inboundMailId = i.id
           where i.processedAt >= ? and i.processedAt < ? group by i.id having count(*) > 1`,
          [from, to],
        ),
        raw_missing: await this.withoutRaw(from, to, signal),
      },
    };
  }

  private async ids(from: string, values: unknown[] = []): Promise<number[]> {
    const rows = await this.database.query<{ id: number }>(
      `select i.id ${from} order by i.id limit ${NAMED_MAX}`,
      values,
    );
    return rows.map(({ id }) => id);
  }

  private async withoutRaw(from: Date, to: Date, signal: AbortSignal): Promise<number[]> {
    const rows = await this.database.query<{ id: number; sha256: string }>(
      `select id, sha256 from inbound_mails
       where processedAt >= ? and processedAt < ? and sha256 is not null and rawDeletedAt is null order by id`,
      [from, to],
    );
    const missing: number[] = [];
    for (const { id, sha256 } of rows) {
      signal.throwIfAborted();
      if (missing.length < NAMED_MAX && !(await this.rawMails.has(sha256))) missing.push(id);
    }
    return missing;
  }

  private async tell(what: string, ids: readonly number[]): Promise<void> {
    this.logger.error(`Inbound mails that are not accounted for (${what}): ${ids.join(', ')}`);
    this.found.inc({ what }, ids.length);
    await this.database.transaction(async (tx) => {
      for (const resourceId of ids)
        await this.events.append(tx, {
          type: 'inbound_mail.unreconciled',
          resource: 'inbound_mail',
          resourceId,
          actor: authorOf(SYSTEM),
          details: { what },
        });
    });
  }
}
