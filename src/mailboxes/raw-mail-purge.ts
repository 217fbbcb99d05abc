import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { Database } from '../database/database.js';
import { marks } from '../database/marks.js';
import { JobsService } from '../jobs/jobs.service.js';
import { SettingsService } from '../settings/settings.service.js';
import { RawMails } from './raw-mails.js';

/** A table whose rows name raw mails. */
export interface RawMailTable {
  job: string;
  table: 'inbound_mails' | 'outbound_mails';
  /** The column whose time begins the days. */
  since: string;
  /** Rows in other states keep theirs. */
  states: readonly string[];
}

const DAY_MS = 86_400_000;
const BATCH = 200;

/** Removes raw mails after the days of the setting `mail_raw_days`. Their rows stay. */
@Injectable()
export class RawMailPurge {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly settings: SettingsService,
    private readonly rawMails: RawMails,
    private readonly jobs: JobsService,
  ) {}

  /** Registered while the process starts (`onModuleInit`): looked through each day. */
  add(table: RawMailTable): void {
    this.jobs.add({ name: table.job, everyMs: DAY_MS, run: (signal) => this.run(table, signal) });
  }

  async run(table: RawMailTable, signal: AbortSignal): Promise<void> {
    const days = this.settings.get('mail_raw_days');
    if (!days) return;
    const before = new Date(this.clock.now().getTime() - days * DAY_MS);
    for (;;) {
      signal.throwIfAborted();
      const contents = await this.disown(table, before);
      if (!contents.length) return;
      for (const sha256 of contents) await this.rawMails.remove(sha256);
    }
  }

  /** Marks some of the rows. @returns the contents they named, none when there are no more of them */
  private async disown({ table, since, states }: RawMailTable, before: Date): Promise<string[]> {
    const rows = await this.database.query<{ id: number; sha256: string }>(
      `select id, sha256 from ${table}
       where ${since} < ? and state in (${marks(states)}) and rawDeletedAt is null and sha256 is not null
       order by ${since} limit ${BATCH}`,
      [before, ...states],
    );
    const ids = rows.map(({ id }) => id);
    if (ids.length)
      await this.database.transaction((tx) =>
        tx.query(
          `update ${table} set rawDeletedAt = ?, version = version + 1
           where id in (${marks(ids)}) and state in (${marks(states)})`,
          [this.clock.now(), ...ids, ...states],
        ),
      );
    return rows.map(({ sha256 }) => sha256);
  }
}
