import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { stringify } from 'csv-stringify/sync';
import type { Actor } from '../common/actor.js';
import { Clock } from '../common/clock.js';
import { Config } from '../config/config.js';
import { CustomFieldValuesService } from '../custom-fields/custom-field-values.service.js';
import { Database } from '../database/database.js';
import { marks } from '../database/marks.js';
import { SettingsService } from '../settings/settings.service.js';
import type { TicketSearch } from './ticket-list-plan.js';
import { TicketLists } from './ticket-lists.js';
import { priorityName } from './ticket.priority.js';
import type { TicketRow } from './tickets.queries.js';

interface Names {
  assignee: string | null;
  opener: string | null;
  category: string | null;
}

interface Line extends TicketRow, Names {
  url: string;
  /** Of the custom fields that the ticket has, by name. */
  texts: Readonly<Record<string, string>>;
}

/** What every page of one file goes by. */
interface Sheet {
  actor: Actor;
  search: Omit<TicketSearch, 'limit'>;
  /** Names of custom fields: each is a column. */
  fields: readonly string[];
}

/** Flicket's, in its order and with its names, then ours. What is to be a column stands here and nowhere else. */
const COLUMNS: Record<string, (line: Line) => string | number> = {
  Ticket_ID: ({ id }) => String(id).padStart(5, '0'),
  Priority: ({ priority }) => priorityName(priority),
  Title: ({ subject }) => subject,
  'Submitted By': ({ requesterName, opener }) => requesterName ?? opener ?? '',
  Date: ({ createdAt }) => createdAt.slice(0, 10),
  Replies: ({ replyCount }) => replyCount,
  Category: ({ departmentName, category }) =>
    category === null ? departmentName : `${departmentName} - ${category}`,
  Status: ({ status }) => status,
  Assigned: ({ assignee }) => assignee ?? 'Not assigned',
  URL: ({ url }) => url,
  Opened_By: ({ opener }) => opener ?? '',
  On_Hold: ({ onHold }) => String(onHold),
  Created: ({ createdAt }) => createdAt,
  Updated: ({ updatedAt }) => updatedAt,
  Last_Message: ({ lastMessageAt }) => lastMessageAt,
  Due: ({ dueAt }) => dueAt ?? '',
  Minutes: ({ minutes }) => minutes,
  Tags: ({ tags }) => tags.join(','),
};

const PAGE = 100;
const BOM = '\ufeff';

/** A list as a file: the same filters, the same order, the same rule of who sees what. */
@Injectable()
export class TicketCsv {
  constructor(
    private readonly database: Database,
    private readonly settings: SettingsService,
    private readonly config: Config,
    private readonly clock: Clock,
    private readonly lists: TicketLists,
    private readonly values: CustomFieldValuesService,
  ) {}

  /**
   * At most `csv_dump_limit` rows, read page by page while they are fetched. RFC 4180; what a spreadsheet would take for a
   * formula begins with an apostrophe. Custom fields that the actor may know of follow as `custom_<name>`.
   * @throws TicketSortNotSupported
   */
  async open(
    actor: Actor,
    search: Omit<TicketSearch, 'limit' | 'cursor' | 'count'>,
    { bom = false }: { bom?: boolean },
  ): Promise<{ name: string; content: Readable }> {
    const sheet = { actor, search, fields: this.values.columns(actor).map(({ name }) => name) };
    const first = await this.page(sheet);
    const at = this.clock.now().toISOString().replaceAll(/[-:]/g, '').slice(0, 15);
    return { name: `tickets-${at}.csv`, content: Readable.from(this.lines(sheet, first, bom)) };
  }

  private async *lines(
    sheet: Sheet,
    first: Awaited<ReturnType<TicketCsv['page']>>,
    bom: boolean,
  ): AsyncGenerator<string> {
    const { fields } = sheet;
    yield (bom ? BOM : '') + toCsv([[...Object.keys(COLUMNS), ...fields.map((name) => `custom_${name}`)]]);
    const cells = (line: Line): (string | number)[] => [
      ...Object.values(COLUMNS).map((read) => read(line)),
      ...fields.map((name) => line.texts[name] ?? ''),
    ];
    let left = this.settings.get('csv_dump_limit');
    for (let page = first; ; page = await this.page(sheet, page.next)) {
      const lines = page.lines.slice(0, left);
      if (lines.length) yield toCsv(lines.map(cells));
      left -= lines.length;
      if (!left || page.next === null) return;
    }
  }

  private async page(
    { actor, search, fields }: Sheet,
    cursor?: string | null,
  ): Promise<{ lines: Line[]; next: string | null }> {
    const { items, page } = await this.lists.list(actor, {
      ...search,
      count: false,
      limit: PAGE,
      ...(cursor && { cursor }),
    });
    const names = await this.namesOf(items.map(({ id }) => id));
    const texts = fields.length ? await this.values.texts(actor, items) : undefined;
    const url = (id: number): string => `${this.config.publicUrl}/api/v1/tickets/${id}`;
    return {
      lines: items.map((row) => ({
        ...row,
        ...names.get(row.id)!,
        url: url(row.id),
        texts: texts?.get(row.id) ?? {},
      })),
      next: page.next,
    };
  }

  private async namesOf(ids: readonly number[]): Promise<Map<number, Names>> {
    if (!ids.length) return new Map();
    const rows = await this.database.query<Names & { id: number }>(
      `select t.id, s.fullName as assignee, o.fullName as opener, c.name as category from tickets t
       left join staff s on s.id = t.assigneeId left join staff o on o.id = t.openedById
       left join categories c on c.id = t.categoryId where t.id in (${marks(ids)})`,
      [...ids],
    );
    // A ticket that is gone by now has no names.
    const none = { assignee: null, opener: null, category: null };
    return new Map(ids.map((id) => [id, rows.find((row) => row.id === id) ?? none]));
  }
}

/** A lone line break is quoted as well, which the library does for whole ones only. */
const toCsv = (rows: (string | number)[][]): string =>
  stringify(rows, { record_delimiter: 'windows', escape_formulas: true, quoted_match: /[\r\n]/ });
