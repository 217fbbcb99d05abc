import { Injectable } from '@nestjs/common';
import type { Actor } from '../common/actor.js';
import { emailKey } from '../common/email-address.js';
import { asBeginnings, termsOf, type SearchTerm } from '../common/search-words.js';
import { Database } from '../database/database.js';
import { marks } from '../database/marks.js';
import type { WordQuery } from '../database/flavour.js';
import { findWords, findWordsAmong } from '../database/word-index.js';
import { SettingsService } from '../settings/settings.service.js';
import type { Sql } from './ids-first.js';
import type { TicketFilter } from './ticket-filters.js';
import { ownSubscriptions } from './ticket-list-plan.js';
import { WORDS, ownToken } from './ticket-texts.js';
import { visibleAlternatives } from './ticket.visibility.js';

/** What a search found, the last said first. */
export interface Found {
  ticketIds: number[];
  /** There may be more. */
  isCut: boolean;
}

/** Messages that one search looks at. */
export const HITS_MAX = 200;
/** Of what is seen only because it is somebody's own, the newest of each kind. */
const OWN_MAX = 100;

/** Departments that a search names to the index. Of more of them the newest messages that have the words are asked where they are. */
const SCOPES_MAX = 6;
const ASKED_MAX = 1_500;
/** Of what somebody sees because it is theirs: the newest tickets, and of those the newest messages. */
const TICKETS_MAX = 500;
const MESSAGES_MAX = 1_000;

const NUMBER = /^#?(\d{1,9})$/;

/** A ticket and where it is. */
interface Place {
  id: number;
  departmentId: number;
}

/** Whose messages are looked through: those of departments (none: of all), or these few. */
interface Scope {
  departmentIds: readonly number[];
  few?: { marks: WordQuery; rows: Sql };
}

interface Hit {
  ticketId: number;
  departmentId?: number;
}

/**
 * Finds tickets by what was said on them and by their subjects: all words in one message (the first one's with the
 * subject). Addresses and numbers are looked up first. Who may see a ticket is asked again by the list, of the ticket
 * itself: here it only says where to look.
 */
@Injectable()
export class TicketSearches {
  constructor(
    private readonly database: Database,
    private readonly settings: SettingsService,
  ) {}

  async find(actor: Actor, text: string, filter: TicketFilter): Promise<Found> {
    const direct = await this.lookUp(text.trim());
    const terms = termsOf(text);
    // An address that somebody has means them: its parts are in every message of their colleagues.
    if (!terms.length || (direct.length && text.includes('@')))
      return { ticketIds: direct, isCut: direct.length >= HITS_MAX };
    const scopes = await this.scopesOf(actor, filter);
    const exact = await this.inScopes(actor, scopes, terms);
    const found = exact.ticketIds.length ? exact : await this.inScopes(actor, scopes, asBeginnings(terms));
    return { ticketIds: [...new Set([...direct, ...found.ticketIds])], isCut: found.isCut };
  }

  /** The ticket with this number; the tickets of who has this address. */
  private async lookUp(text: string): Promise<number[]> {
    const number = NUMBER.exec(text)?.[1];
    if (number !== undefined) return [Number(number)];
    if (!text.includes('@')) return [];
    const rows = await this.database.query<{ id: number }>(
      `select t.id from users u join tickets t on t.requesterId = u.id where u.emailKey = ?
       order by t.id desc limit ${HITS_MAX}`,
      [emailKey(text)],
    );
    return rows.map(({ id }) => id);
  }

  private async scopesOf(actor: Actor, { departmentId, requesterId }: TicketFilter): Promise<Scope[]> {
    const asked = requesterId === undefined ? undefined : messagesOf(requesterId, false);
    const chosen = departmentId === undefined ? [] : [departmentId];
    if (actor.kind === 'user') {
      const shown = (await this.subscribed(actor)).map(({ id }) => id);
      return [
        { departmentIds: chosen, few: messagesOf(actor.id, true) },
        ...(shown.length ? [{ departmentIds: chosen, few: messagesAmong(shown, true) }] : []),
      ];
    }
    const alternatives = visibleAlternatives(actor, this.settings.get('staff_visibility'));
    if (asked || !alternatives || actor.kind !== 'staff') return [{ departmentIds: chosen, few: asked }];
    const { departmentIds } = actor;
    const among =
      departmentId === undefined ? departmentIds : chosen.filter((id) => departmentIds.includes(id));
    const own = await this.ownElsewhere(actor);
    return [
      ...(among.length ? [{ departmentIds: among }] : []),
      ...(own.length ? [{ departmentIds: chosen, few: messagesAmong(own) }] : []),
    ];
  }

  /** What a member of staff sees outside of their departments. */
  private async ownElsewhere(actor: Actor & { kind: 'staff' }): Promise<number[]> {
    const newest = (column: string): string =>
      `select * from (select id, departmentId from tickets where ${column} = ? order by id desc limit ${OWN_MAX}) ${column}s`;
    const own = await this.database.query<Place>(
      [newest('assigneeId'), newest('openedById')].join(' union '),
      [actor.id, actor.id],
    );
    const rows = [...own, ...(await this.subscribed(actor))];
    const elsewhere = rows.filter(({ departmentId }) => !actor.departmentIds.includes(departmentId));
    return [...new Set(elsewhere.map(({ id }) => id))];
  }

  /** What the actor sees by subscriptions. */
  private async subscribed(actor: Actor): Promise<Place[]> {
    const those = ownSubscriptions(actor, this.settings.get('staff_visibility'), OWN_MAX);
    if (!those) return [];
    return this.database.query<Place>(
      `select t.id, t.departmentId from (${those.sql}) s join tickets t on t.id = s.ticketId`,
      those.parameters,
    );
  }

  private async inScopes(
    actor: Actor,
    scopes: readonly Scope[],
    terms: readonly SearchTerm[],
  ): Promise<Found> {
    const ticketIds = new Set<number>();
    let isCut = false;
    for (const scope of scopes) {
      const found = scope.few
        ? await this.amongFew(actor, scope.few, terms)
        : await this.inDepartments(actor, scope.departmentIds, terms);
      for (const id of found.ticketIds) ticketIds.add(id);
      isCut ||= found.isCut;
    }
    return { ticketIds: [...ticketIds], isCut };
  }

  private async amongFew(
    actor: Actor,
    few: NonNullable<Scope['few']>,
    terms: readonly SearchTerm[],
  ): Promise<Found> {
    const hits = await this.read(actor, findWordsAmong(this.database, WORDS, few, terms, HITS_MAX));
    return { ticketIds: hits.map(({ ticketId }) => ticketId), isCut: hits.length >= HITS_MAX };
  }

  private async inDepartments(
    actor: Actor,
    departmentIds: readonly number[],
    words: readonly SearchTerm[],
  ): Promise<Found> {
    const areNamed = departmentIds.length <= SCOPES_MAX;
    const found: Hit[] = [];
    let asked = 0;
    const isWhole = await findWords(
      this.database,
      WORDS,
      { words, scopes: areNamed ? departmentIds : [], limit: areNamed ? HITS_MAX : ASKED_MAX },
      async (rows) => {
        const hits = await this.read(actor, rows, !areNamed);
        asked += hits.length;
        found.push(...hits.filter(({ departmentId }) => areNamed || departmentIds.includes(departmentId!)));
        return found.length < HITS_MAX && asked < ASKED_MAX;
      },
    );
    return { ticketIds: found.slice(0, HITS_MAX).map(({ ticketId }) => ticketId), isCut: !isWhole };
  }

  private read(actor: Actor, { sql, parameters }: Sql, withDepartment = false): Promise<Hit[]> {
    const [column, join] = withDepartment
      ? [', t.departmentId', ' join tickets t on t.id = m.ticketId']
      : ['', ''];
    return this.database.query<Hit>(
      `select m.ticketId${column} from (${sql}) hits join messages m on m.id = hits.rowid${join}
       ${actor.kind === 'user' ? "where m.visibility = 'public'" : ''} order by m.id desc`,
      parameters,
    );
  }
}

const newestOf = (tickets: Sql, isPublic: boolean): Sql => ({
  sql: `select m.id as rowid from (${tickets.sql}) own join messages m on m.ticketId = own.id
    ${isPublic ? "where m.visibility = 'public'" : ''} order by m.id desc limit ${MESSAGES_MAX}`,
  parameters: tickets.parameters,
});

/** What was said on the tickets of a requester; to themselves only what they may read. */
const messagesOf = (requesterId: number, isPublic: boolean): NonNullable<Scope['few']> => ({
  marks: [[{ token: isPublic ? ownToken.publicOf(requesterId) : ownToken.requester(requesterId) }]],
  rows: newestOf(
    {
      sql: `select id from tickets where requesterId = ? order by id desc limit ${TICKETS_MAX}`,
      parameters: [requesterId],
    },
    isPublic,
  ),
});

const messagesAmong = (ticketIds: readonly number[], isPublic = false): NonNullable<Scope['few']> => ({
  marks: [ticketIds.map((id) => ({ token: ownToken.ticket(id) }))],
  rows: newestOf(
    { sql: `select id from tickets where id in (${marks(ticketIds)})`, parameters: [...ticketIds] },
    isPublic,
  ),
});

/** Those tickets, for a list. The limit lets none of them out: it keeps MariaDB from reading an index of the list's filter first. */
export const amongTickets = (ids: readonly number[]): Sql => ({
  sql: `select id as ticketId from tickets where id in (${marks(ids)}) limit ?`,
  parameters: [...ids, ids.length],
});
