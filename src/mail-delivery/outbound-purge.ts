import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { Database } from '../database/database.js';
import { marks } from '../database/marks.js';
import { JobsService } from '../jobs/jobs.service.js';
import { RawMails } from '../mailboxes/raw-mails.js';
import { SettingsService } from '../settings/settings.service.js';

const DAY_MS = 86_400_000;
const BATCH = 200;

/** Removes mails as they were sent after the days of the setting `mail_raw_days`. Their rows stay. */
@Injectable()
export class OutboundPurge implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly settings: SettingsService,
    private readonly rawMails: RawMails,
    private readonly jobs: JobsService,
  ) {}

  onModuleInit(): void {
    this.jobs.add({ name: 'purge-outbound-raw', everyMs: DAY_MS, run: (signal) => this.run(signal) });
  }

  /** Those that are still owed are kept. */
  async run(signal: AbortSignal): Promise<void> {
    const days = this.settings.get('mail_raw_days');
    if (!days) return;
    const before = new Date(this.clock.now().getTime() - days * DAY_MS);
    await this.rawMails.purge(signal, () => this.disown(before));
  }

  private async disown(before: Date): Promise<string[]> {
    const rows = await this.database.query<{ id: number; sha256: string }>(
      `select id, sha256 from outbound_mails
       where rawDeletedAt is null and createdAt < ? and state in ('sent', 'failed', 'cancelled')
       order by createdAt limit ${BATCH}`,
      [before],
    );
    const ids = rows.map(({ id }) => id);
    if (ids.length)
      await this.database.transaction((tx) =>
        tx.query(
          `update outbound_mails set rawDeletedAt = ?, version = version + 1
           where id in (${marks(ids)}) and state in ('sent', 'failed', 'cancelled')`,
          [this.clock.now(), ...ids],
        ),
      );
    return rows.map(({ sha256 }) => sha256);
  }
}
