import { Injectable } from '@nestjs/common';
import { emailKey } from '../common/email-address.js';
import type { Page } from '../common/page.js';
import { Database } from '../database/database.js';
import { toOptionalRfc3339, toRfc3339 } from '../database/rows.js';
import { pageById } from '../database/pages-by-id.js';
import type { InboundMail, InboundState } from './inbound-mail.entity.js';

type Time = 'nextAttemptAt' | 'rawDeletedAt' | 'arrivedAt' | 'receivedAt' | 'processedAt';
type Hidden = 'contentKey' | 'messageKey' | 'fingerprint' | 'fromKey' | 'recipients' | 'claim';

/** A row of the ledger as it is read; times in RFC 3339. */
export type InboundMailRow = Omit<InboundMail, Time | Hidden> & {
  nextAttemptAt: string | null;
  rawDeletedAt: string | null;
  arrivedAt: string;
  receivedAt: string;
  processedAt: string | null;
};

export interface InboundMailSearch {
  state?: InboundState;
  reason?: string;
  mailboxId?: number;
  ticketId?: number;
  /** The sender's address, in any spelling. */
  from?: string;
  cursor?: string;
  limit: number;
}

const COLUMNS = `id, mailboxId, source, folder, uidValidity, uid, sha256, size, internetMessageId, fromAddress, fromName,
  subject, automatic, authentication, state, reason, detail, rule, ticketId, messageId, attempts, nextAttemptAt,
  rawDeletedAt, arrivedAt, receivedAt, processedAt, version`;

/** The ledger as lists and single rows, the newest first. Each filter alone reads one index. */
@Injectable()
export class InboundMailsQueries {
  constructor(private readonly database: Database) {}

  async selectOptional(id: number): Promise<InboundMailRow | undefined> {
    const [row] = await this.database.query<InboundMailRow>(
      `select ${COLUMNS} from inbound_mails where id = ?`,
      [id],
    );
    return row && toRow(row);
  }

  async list({ from, cursor, limit, ...columns }: InboundMailSearch): Promise<Page<InboundMailRow>> {
    const page = pageById({ cursor, limit }, '-id');
    const given = Object.entries({
      ...columns,
      fromKey: from === undefined ? undefined : emailKey(from),
    }).filter(([, value]) => value !== undefined);
    const conditions = given.map(([column, value]) => ({ sql: `${column} = ?`, parameters: [value] }));
    const rows = await this.database.query<InboundMailRow>(
      ...page.statement(`select ${COLUMNS} from inbound_mails`, conditions),
    );
    return page.of(rows.map(toRow));
  }
}

const toRow = (row: InboundMailRow): InboundMailRow => ({
  ...row,
  automatic: Boolean(row.automatic),
  nextAttemptAt: toOptionalRfc3339(row.nextAttemptAt),
  rawDeletedAt: toOptionalRfc3339(row.rawDeletedAt),
  arrivedAt: toRfc3339(row.arrivedAt),
  receivedAt: toRfc3339(row.receivedAt),
  processedAt: toOptionalRfc3339(row.processedAt),
});
