import { Injectable } from '@nestjs/common';
import { emailKey } from '../common/email-address.js';
import type { Page } from '../common/page.js';
import { Database } from '../database/database.js';
import { marks } from '../database/marks.js';
import { toOptionalRfc3339, toRfc3339 } from '../database/rows.js';
import { pageById } from '../database/pages-by-id.js';
import type { OutboundMailState } from './outbound-mail.entity.js';
import type { OutboundRecipientState } from './outbound-recipient.entity.js';
import type { MailEvent } from './templates/mail-events.js';

/** A mail as it is read; times in RFC 3339. */
export interface OutboundMailRow {
  id: number;
  mailboxId: number | null;
  ticketId: number | null;
  messageId: number | null;
  event: string;
  sender: string;
  internetMessageId: string;
  subject: string;
  /** Of the raw mail. */
  sha256: string;
  /** Bytes. */
  size: number;
  state: OutboundMailState;
  attempts: number;
  nextAttemptAt: string;
  lastError: string | null;
  createdAt: string;
  sentAt: string | null;
  rawDeletedAt: string | null;
  version: number;
  recipients: OutboundRecipientRow[];
}

export interface OutboundRecipientRow {
  mailId: number;
  address: string;
  name: string;
  state: OutboundRecipientState;
  detail: string | null;
  updatedAt: string;
}

export interface OutboundMailSearch {
  state?: OutboundMailState;
  ticketId?: number;
  mailboxId?: number;
  /** An address, in any spelling. */
  recipient?: string;
  cursor?: string;
  limit: number;
}

type MailRow = Omit<OutboundMailRow, 'recipients'>;

const COLUMNS = `m.id, m.mailboxId, m.ticketId, m.messageId, m.event, m.sender, m.internetMessageId, m.subject, m.sha256, m.size,
  m.state, m.attempts, m.nextAttemptAt, m.lastError, m.createdAt, m.sentAt, m.rawDeletedAt, m.version`;

/** Mails with their recipients, the newest first. Each filter alone reads one index in its order. */
@Injectable()
export class OutboundMailsQueries {
  constructor(private readonly database: Database) {}

  /** Whether one of these Message-IDs is that of a mail of this event. */
  async hasOfEvent(event: MailEvent, messageIds: readonly string[]): Promise<boolean> {
    if (!messageIds.length) return false;
    const rows = await this.database.query(
      `select id from outbound_mails where internetMessageId in (${marks(messageIds)}) and event = ? limit 1`,
      [...messageIds, event],
    );
    return rows.length > 0;
  }

  async selectOptional(id: number): Promise<OutboundMailRow | undefined> {
    const rows = await this.database.query<MailRow>(
      `select ${COLUMNS} from outbound_mails m where m.id = ?`,
      [id],
    );
    return (await this.withRecipients(rows))[0];
  }

  async list({ recipient, cursor, limit, ...columns }: OutboundMailSearch): Promise<Page<OutboundMailRow>> {
    const page = pageById({ cursor, limit }, '-id', recipient === undefined ? 'm.id' : 'r.mailId');
    const given = Object.entries(columns).filter(([, value]) => value !== undefined);
    const conditions = given.map(([column, value]) => ({ sql: `m.${column} = ?`, parameters: [value] }));
    const mails = `select ${COLUMNS} from outbound_mails m`;
    const rows = await this.database.query<MailRow>(
      ...(recipient === undefined
        ? page.statement(mails, conditions)
        : page.statement(`${mails} join outbound_recipients r on r.mailId = m.id`, [
            ...conditions,
            { sql: 'r.addressKey = ?', parameters: [emailKey(recipient)] },
          ])),
    );
    return page.of(await this.withRecipients(rows));
  }

  private async withRecipients(rows: readonly MailRow[]): Promise<OutboundMailRow[]> {
    if (!rows.length) return [];
    const ids = rows.map(({ id }) => id);
    const recipients = await this.database.query<OutboundRecipientRow>(
      `select mailId, address, name, state, detail, updatedAt from outbound_recipients
       where mailId in (${marks(ids)}) order by id`,
      ids,
    );
    return rows.map((row) => ({
      ...row,
      nextAttemptAt: toRfc3339(row.nextAttemptAt),
      createdAt: toRfc3339(row.createdAt),
      sentAt: toOptionalRfc3339(row.sentAt),
      rawDeletedAt: toOptionalRfc3339(row.rawDeletedAt),
      recipients: recipients
        .filter(({ mailId }) => mailId === row.id)
        .map((recipient) => ({ ...recipient, updatedAt: toRfc3339(recipient.updatedAt) })),
    }));
  }
}
