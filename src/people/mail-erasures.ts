import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { afterCommit, type Tx } from '../database/database.js';
import { marks } from '../database/marks.js';
import { RawMails } from '../mailboxes/raw-mails.js';

interface MailRow {
  id: number;
  sha256: string | null;
}

/** Takes what mails say of a person out of the ledgers. Rows stay, with the keys that know a mail again. */
@Injectable()
export class MailErasures {
  constructor(
    private readonly clock: Clock,
    private readonly rawMails: RawMails,
  ) {}

  async erase(tx: Tx, addressKey: string): Promise<void> {
    const contents = [...(await this.eraseIn(tx, addressKey)), ...(await this.eraseOut(tx, addressKey))];
    afterCommit(tx, async () => {
      for (const sha256 of contents) await this.rawMails.remove(sha256);
    });
  }

  /** What was not processed yet never will be. */
  private async eraseIn(tx: Tx, addressKey: string): Promise<string[]> {
    const rows: MailRow[] = await tx.query('select id, sha256 from inbound_mails where fromKey = ?', [
      addressKey,
    ]);
    if (!rows.length) return [];
    const ids = rows.map(({ id }) => id);
    await tx.query(
      `update inbound_mails set fromAddress = null, fromKey = null, fromName = null, subject = null,
         recipients = null, detail = null, rawDeletedAt = coalesce(rawDeletedAt, ?), nextAttemptAt = null,
         reason = case when state in ('processed', 'duplicate', 'skipped') then reason else 'erased' end,
         processedAt = coalesce(processedAt, ?),
         state = case when state in ('processed', 'duplicate') then state else 'skipped' end,
         version = version + 1
       where id in (${marks(ids)})`,
      [this.clock.now(), this.clock.now(), ...ids],
    );
    return contentsOf(rows);
  }

  /** What has not left yet stays here. */
  private async eraseOut(tx: Tx, addressKey: string): Promise<string[]> {
    const rows: MailRow[] = await tx.query(
      `select m.id, m.sha256 from outbound_recipients r join outbound_mails m on m.id = r.mailId
       where r.addressKey = ?`,
      [addressKey],
    );
    if (!rows.length) return [];
    const ids = rows.map(({ id }) => id);
    await tx.query(
      `update outbound_mails set subject = '', rawDeletedAt = coalesce(rawDeletedAt, ?),
         state = case when state in ('sent', 'failed', 'cancelled') then state else 'cancelled' end,
         version = version + 1
       where id in (${marks(ids)})`,
      [this.clock.now(), ...ids],
    );
    await tx.query(
      `update outbound_recipients set address = '', addressKey = '', name = '', detail = null where addressKey = ?`,
      [addressKey],
    );
    return contentsOf(rows);
  }
}

const contentsOf = (rows: readonly MailRow[]): string[] =>
  rows.flatMap(({ sha256 }) => (sha256 === null ? [] : [sha256]));
