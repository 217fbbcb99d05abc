import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { Database } from '../../database/database.js';
import { SettingsService } from '../../settings/settings.service.js';

const MINUTE_MS = 60_000;
/** A count is read anew after this time; what is processed meanwhile is added to it. */
const RECOUNT_MS = 15_000;
const COUNTS_MAX = 10_000;

interface Count {
  value: number;
  readAt: number;
}

type Which = 'fromKey' | 'ticketId' | 'all';

/** How many mails came of late: what does not end by itself is stopped by its number. */
@Injectable()
export class IntakeBrakes {
  private readonly counts = new Map<string, Count>();

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
      ['total', await this.count('all')],
      ['sender', await this.count('fromKey', fromKey)],
      ...(ticketId === undefined
        ? []
        : [['ticket', await this.count('ticketId', ticketId)] as ['ticket', Count]]),
    ];
    for (const [name, { value }] of counts) {
      const most = this.settings.get(`mail_brake_${name}`);
      if (value < most) continue;
      const minutes = this.settings.get('mail_brake_minutes');
      return { reason: `brake_${name}`, detail: `More than ${most} mails within ${minutes} minutes.` };
    }
    for (const [, count] of counts) count.value += 1;
    return undefined;
  }

  private async count(which: Which, of?: string | number): Promise<Count> {
    const key = `${which} ${of}`;
    const now = this.clock.now().getTime();
    const known = this.counts.get(key);
    if (known && now - known.readAt < RECOUNT_MS) return known;
    const count = { value: await this.read(which, of, now), readAt: now };
    if (this.counts.size >= COUNTS_MAX) this.counts.clear();
    this.counts.set(key, count);
    return count;
  }

  /** Of the ledger, over the index; all processes together. */
  private async read(which: Which, of: string | number | undefined, now: number): Promise<number> {
    const since = new Date(now - this.settings.get('mail_brake_minutes') * MINUTE_MS);
    const [row] = await this.database.query<{ mails: number }>(
      `select count(*) as mails from inbound_mails
       where processedAt >= ?${which === 'all' ? '' : ` and ${which} = ?`} and ticketId is not null`,
      which === 'all' ? [since] : [since, of],
    );
    return Number(row!.mails);
  }
}
