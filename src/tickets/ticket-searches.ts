import { Injectable } from '@nestjs/common';
import type { Actor } from '../common/actor.js';
import { emailKey } from '../common/email-address.js';
import { asBeginnings, termsOf, type SearchTerm } from '../common/search-words.js';
import { Database } from '../database/database.js';
import { marks } from '../database/marks.js';
import type { WordQuery } from '../database/flavour.js';
import { wordsFound, wordsFoundAmong } from '../database/word-index.js';
import { SettingsService } from '../settings/settings.service.js';
import type { Sql } from './ids-first.js';
import type { TicketFilter } from './ticket-filters.js';
import { ownSubscriptions } from './ticket-list-plan.js';
import { STRETCHES, WORDS, ownToken } from './ticket-texts.js';
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

/** Hits of a stretch: of what has fewer, all there is costs less than a longer stretch. */
const FREQUENT = HITS_MAX / 4;

/** Departments that a search names by their words. */
const SCOPE_MAX = 3;
/** Messages of a rare word that are looked at for their departments. */
const RARE_MAX = 5_000;

const NUMBER = /^#?(\d{1,9})$/;

/** A ticket and where it is. */
interface Place {
  id: number;
  departmentId: number;
}

/** Whose tickets are looked through: those of departments (none: of all), or the few rows that have these words. */
interface Scope {
  departmentIds: readonly number[];
  few: WordQuery;
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
    const asked = requesterId === undefined ? [] : [[{ token: ownToken.requester(requesterId) }]];
    const chosen = departmentId === undefined ? [] : [departmentId];
    if (actor.kind === 'user') {
      const shown = (await this.subscribed(actor)).map(({ id }) => ({ token: ownToken.ticket(id) }));
      return [
        { departmentIds: chosen, few: [[{ token: ownToken.publicOf(actor.id) }], ...asked] },
        ...(shown.length ? [{ departmentIds: chosen, few: [shown, ...asked] }] : []),
      ];
    }
    const alternatives = visibleAlternatives(actor, this.settings.get('staff_visibility'));
    if (!alternatives || actor.kind !== 'staff') return [{ departmentIds: chosen, few: asked }];
    const { departmentIds } = actor;
    const among =
      departmentId === undefined ? departmentIds : chosen.filter((id) => departmentIds.includes(id));
    const own = await this.ownElsewhere(actor);
    const elsewhere = own.map((id) => ({ token: ownToken.ticket(id) }));
    return [
      ...(among.length ? [{ departmentIds: among, few: asked }] : []),
      ...(elsewhere.length ? [{ departmentIds: chosen, few: [elsewhere, ...asked] }] : []),
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
      const rows = await this.newest(actor, scope, terms);
      for (const { ticketId } of rows) ticketIds.add(ticketId);
      isCut ||= rows.length >= HITS_MAX;
    }
    return { ticketIds: [...ticketIds], isCut };
  }

  /**
   * The newest messages that have the words. A database reads all of a word before it sorts, so what is often said is
   * looked for in the newest stretches of messages first; what those hardly have is rare.
   */
  private async newest(
    actor: Actor,
    { departmentIds, few }: Scope,
    terms: readonly SearchTerm[],
  ): Promise<{ ticketId: number }[]> {
    const words = terms.map((term) => [term]);
    if (!few.length) {
      const [{ top } = { top: 0 }] = await this.database.query<{ top: number }>(
        'select coalesce(max(id), 0) as top from messages',
      );
      for (const { letter, bits } of STRETCHES) {
        const last = top >> bits;
        const within = (departmentIds.length ? departmentIds : [0]).flatMap((id) =>
          [last, last - 1]
            .filter((number) => number >= 0)
            .map((number) => ({ token: ownToken.stretch(id, letter, number) })),
        );
        const rows = await this.hits(actor, [within, ...words]);
        if (rows.length >= HITS_MAX || last <= 1) return rows;
        if (rows.length < FREQUENT) break;
      }
    }
    if (!few.length && departmentIds.length > SCOPE_MAX) return this.rare(actor, words, departmentIds);
    const departments = departmentIds.map((id) => ({ token: ownToken.department(id) }));
    const query = [...words, ...(departments.length ? [departments] : [])];
    return few.length
      ? this.read(actor, wordsFoundAmong(this.database, WORDS, few, query, HITS_MAX))
      : this.hits(actor, query);
  }

  private hits(actor: Actor, query: WordQuery): Promise<{ ticketId: number }[]> {
    return this.read(actor, wordsFound(this.database, WORDS, query, HITS_MAX));
  }

  /** Of many departments: those have more rows than a rare word. */
  private rare(
    actor: Actor,
    words: WordQuery,
    departmentIds: readonly number[],
  ): Promise<{ ticketId: number }[]> {
    const { sql, parameters } = wordsFound(this.database, WORDS, words, RARE_MAX);
    return this.read(actor, {
      sql: `select h.rowid from (${sql}) h join messages w on w.id = h.rowid join tickets t on t.id = w.ticketId
        where t.departmentId in (${marks(departmentIds)}) order by h.rowid desc limit ?`,
      parameters: [...parameters, ...departmentIds, HITS_MAX],
    });
  }

  private read(actor: Actor, { sql, parameters }: Sql): Promise<{ ticketId: number }[]> {
    return this.database.query(
      `select m.ticketId from (${sql}) hits join messages m on m.id = hits.rowid
       ${actor.kind === 'user' ? "where m.visibility = 'public'" : ''} order by m.id desc`,
      parameters,
    );
  }
}

/** Those tickets, for a list. The limit keeps MariaDB from looking for them by what else is asked of them. */
export const amongTickets = (ids: readonly number[]): Sql => ({
  sql: `select id as ticketId from tickets where id in (${marks(ids)}) limit ?`,
  parameters: [...ids, ids.length],
});
