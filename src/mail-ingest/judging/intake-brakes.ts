import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { JointLookup } from '../../common/joint-lookup.js';
import { Database } from '../../database/database.js';
import { marks } from '../../database/marks.js';
import { SettingsService } from '../../settings/settings.service.js';

const MINUTE_MS = 60_000;
/** A count is read anew after this time; what is processed meanwhile is added to it. */
const RECOUNT_MS = 15_000;
const COUNTS_MAX = 10_000;

interface Count {
  value: Promise<number>;
  /** Since it was read. */
  more: number;
  readAt: number;
}

/** How many mails came of late: what does not end by itself is stopped by its number. */
@Injectable()
export class IntakeBrakes {
  private readonly counts = new Map<string, Count>();
  private readonly bySender = new JointLookup<string, number>((keys) => this.countBy('fromKey', keys));
  private readonly byTicket = new JointLookup<number, number>((ids) => this.countBy('ticketId', ids));

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly settings: SettingsService,
  ) {}

  /** The brake that holds a mail of this sender, into this ticket if there is one; counts it if none does. */
  async holding(
    fromKey: string,
    ticketId: number | undefined,
  ): Promise<{ reason: string; detail: string } | undefined> {
    const counts: [name: 'total' | 'sender' | 'ticket', count: Count][] = [
      ['total', this.count('total', () => this.countAll())],
      ['sender', this.count(`sender ${fromKey}`, () => this.bySender.get(fromKey))],
    ];
    if (ticketId !== undefined)
      counts.push(['ticket', this.count(`ticket ${ticketId}`, () => this.byTicket.get(ticketId))]);
    for (const [name, count] of counts) {
      const most = this.settings.get(`mail_brake_${name}`);
      if ((await count.value) + count.more < most) continue;
      const minutes = this.settings.get('mail_brake_minutes');
      return { reason: `brake_${name}`, detail: `More than ${most} mails within ${minutes} minutes.` };
    }
    for (const [, count] of counts) count.more += 1;
    return undefined;
  }

  private count(key: string, read: () => Promise<number | undefined>): Count {
    const now = this.clock.now().getTime();
    const known = this.counts.get(key);
    if (known && now - known.readAt < RECOUNT_MS) return known;
    const count = { value: read().then((value) => value ?? 0), more: 0, readAt: now };
    count.value.catch(() => this.counts.delete(key));
    if (this.counts.size >= COUNTS_MAX) this.counts.clear();
    this.counts.set(key, count);
    return count;
  }

  /** Of the ledger, over an index alone; all processes together. */
  private async countAll(): Promise<number> {
    const [row] = await this.database.query<{ mails: number }>(
      'select count(*) as mails from inbound_mails where processedAt >= ?',
      [this.since()],
    );
    return Number(row!.mails);
  }

  private async countBy<K>(column: 'fromKey' | 'ticketId', keys: readonly K[]): Promise<Map<K, number>> {
    const rows = await this.database.query<{ which: K; mails: number }>(
      `select ${column} as which, count(*) as mails from inbound_mails
       where ${column} in (${marks(keys)}) and processedAt >= ? group by ${column}`,
      [...keys, this.since()],
    );
    return new Map(rows.map(({ which, mails }) => [which, Number(mails)]));
  }

  private since(): Date {
    return new Date(this.clock.now().getTime() - this.settings.get('mail_brake_minutes') * MINUTE_MS);
  }
}
