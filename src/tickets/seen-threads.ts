import { Injectable } from '@nestjs/common';
import type { Attachment } from '../attachments/attachment.entity.js';
import type { Actor } from '../common/actor.js';
import { Database } from '../database/database.js';
import { toDate, toRfc3339 } from '../database/rows.js';
import type { MessageRow } from '../messages/messages.service.js';
import { SettingsService } from '../settings/settings.service.js';
import type { Sql } from './ids-first.js';
import { countRows, seenTickets, type SeenPart } from './seen-tickets.js';

/** What was said on all tickets that somebody may see, and its files: in order of id, complete or by page. */
@Injectable()
export class SeenThreads {
  constructor(
    private readonly database: Database,
    private readonly settings: SettingsService,
  ) {}

  /** Without notes for a user. */
  async messages(actor: Actor, part: SeenPart): Promise<MessageRow[]> {
    const { sql, parameters } = this.hanging(actor, 'messages', part);
    const rows = await this.database.query<MessageRow>(sql, parameters);
    return rows.map((row) => ({
      ...row,
      createdAt: toRfc3339(row.createdAt),
      updatedAt: toRfc3339(row.updatedAt),
    }));
  }

  countMessages(actor: Actor): Promise<number> {
    return countRows(this.database, this.hanging(actor, 'messages'));
  }

  async files(actor: Actor, part: SeenPart): Promise<Attachment[]> {
    const { sql, parameters } = this.hanging(actor, 'attachments', part);
    const rows = await this.database.query<Attachment>(sql, parameters);
    return rows.map((row) => ({ ...row, createdAt: toDate(row.createdAt) }));
  }

  countFiles(actor: Actor): Promise<number> {
    return countRows(this.database, this.hanging(actor, 'attachments'));
  }

  /** What hangs on tickets that the actor sees: `ticketId` names them. */
  private hanging(actor: Actor, table: 'messages' | 'attachments', part?: SeenPart): Sql {
    const seen = seenTickets(actor, this.settings.get('staff_visibility'));
    const conditions = [
      seen,
      ...(part && 'after' in part ? [{ sql: 'h.id > ?', parameters: [part.after] }] : []),
      ...(actor.kind === 'user' ? [PUBLIC_ONLY[table]] : []),
    ].filter((condition) => condition !== undefined);
    const where = conditions.length ? ` where ${conditions.map(({ sql }) => sql).join(' and ')}` : '';
    const join = seen ? ' join tickets t on t.id = h.ticketId' : '';
    const cut = part ? ' order by h.id limit ? offset ?' : '';
    return {
      sql: `select h.* from ${table} h${join}${where}${cut}`,
      parameters: [
        ...conditions.flatMap(({ parameters }) => parameters),
        ...(part ? [part.limit, 'offset' in part ? part.offset : 0] : []),
      ],
    };
  }
}

const PUBLIC_ONLY: Record<'messages' | 'attachments', Sql> = {
  messages: { sql: "h.visibility = 'public'", parameters: [] },
  attachments: {
    sql: "h.messageId in (select id from messages where visibility = 'public')",
    parameters: [],
  },
};
