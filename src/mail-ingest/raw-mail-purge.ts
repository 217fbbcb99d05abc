import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { Database } from '../database/database.js';
import { marks } from '../database/marks.js';
import { JobsService } from '../jobs/jobs.service.js';
import { RawMails } from '../mailboxes/raw-mails.js';
import { SettingsService } from '../settings/settings.service.js';

const DAY_MS = 86_400_000;
const BATCH = 200;

/** Removes mails as they came after the days of the setting `mail_raw_days`. Their rows stay. */
@Injectable()
export class RawMailPurge implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly settings: SettingsService,
    private readonly rawMails: RawMails,
    private readonly jobs: JobsService,
  ) {}

  onModuleInit(): void {
    this.jobs.add({ name: 'purge-inbound-raw', everyMs: DAY_MS, run: (signal) => this.run(signal) });
  }

  /** Those that wait for a person (held, in quarantine) or for their turn are kept. */
  async run(signal: AbortSignal): Promise<void> {
    const days = this.settings.get('mail_raw_days');
    if (!days) return;
    const before = new Date(this.clock.now().getTime() - days * DAY_MS);
    await this.rawMails.purge(signal, () => this.disown(before));
  }

  private async disown(before: Date): Promise<string[]> {
    const rows = await this.database.query<{ id: number; sha256: string }>(
      `select id, sha256 from inbound_mails
       where processedAt < ? and state in ('processed', 'skipped', 'duplicate') and rawDeletedAt is null
         and sha256 is not null order by processedAt limit ${BATCH}`,
      [before],
    );
    const ids = rows.map(({ id }) => id);
    if (ids.length)
      await this.database.transaction((tx) =>
        tx.query(
          `update inbound_mails set rawDeletedAt = ?, version = version + 1 where id in (${marks(ids)})`,
          [this.clock.now(), ...ids],
        ),
      );
    return rows.map(({ sha256 }) => sha256);
  }
}
