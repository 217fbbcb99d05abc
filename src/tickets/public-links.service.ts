import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Actor } from '../common/actor.js';
import { Clock } from '../common/clock.js';
import { InvalidInput } from '../common/errors.js';
import { Database, type Tx } from '../database/database.js';
import { affected, insertRow, toDate } from '../database/rows.js';
import { SettingsService } from '../settings/settings.service.js';
import { permissionsOfUser } from '../staff-auth/permissions.js';
import { tokenHash } from '../staff-auth/token-hash.js';
import { TicketAccess } from './ticket-access.js';
import { TicketRecords } from './ticket-records.js';
import { PublicLinkNotFound, TicketNotFound } from './ticket.errors.js';

/** A link as staff see it. */
export interface PublicLinkRow {
  id: number;
  ticketId: number;
  userId: number;
  /** Of the user. */
  name: string;
  createdAt: string;
  expiresAt: string;
}

/** One that was just made: the token is never told again. */
export interface NewPublicLink extends PublicLinkRow {
  token: string;
  /** Null: the setting `public_ticket_url` is empty. */
  url: string | null;
}

/** Who came by a link, and to which ticket it leads now. */
export interface PublicVisit {
  actor: Actor & { kind: 'user' };
  ticketId: number;
}

const DAY_MS = 86_400_000;
/** Of one person and one ticket: each mail makes one, and the oldest go. */
const LINKS_MAX = 50;

const ROWS = `select l.id, l.ticketId, l.userId, u.fullName as name, l.createdAt, l.expiresAt
  from public_links l join users u on u.id = l.userId`;

/** Whether `users u` asked for `tickets t`, or gets copies of it and may view it. */
const READS = `(t.requesterId = u.id or exists (select 1 from subscribers s
  where s.ticketId = t.id and s.canView = 1 and (s.userId = u.id or s.addressKey = u.emailKey)))`;

/** Secret links to tickets: who has one, and whom they let in. */
@Injectable()
export class PublicLinksService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly settings: SettingsService,
    private readonly access: TicketAccess,
    private readonly records: TicketRecords,
  ) {}

  /** Those that still open the ticket, the oldest first. @throws TicketNotFound */
  async list(actor: Actor, ticketId: number): Promise<PublicLinkRow[]> {
    return this.database.transaction(async (tx) => {
      if (!(await this.access.isVisible(tx, actor, ticketId))) throw new TicketNotFound();
      const rows: PublicLinkRow[] = await tx.query(
        `${ROWS} where l.ticketId = ? and l.expiresAt > ? order by l.id`,
        [ticketId, this.clock.now()],
      );
      return rows.map(toRow);
    });
  }

  /**
   * Makes a link for the requester, or for a user who gets copies and may view the ticket.
   * @throws TicketNotFound, TicketStaffOnly, InvalidInput naming `userId`
   */
  async create(actor: Actor, ticketId: number, userId?: number): Promise<NewPublicLink> {
    return this.database.transaction(async (tx) => {
      const ticket = await this.access.lockVisible(tx, actor, ticketId);
      this.access.requireStaff(actor);
      const whose = userId ?? ticket.requesterId;
      if (whose === null) throw InvalidInput.field('userId', 'required.link_owner');
      const [taking]: unknown[] = await tx.query(
        `select t.id from tickets t join users u on u.id = ? where t.id = ? and ${READS}`,
        [whose, ticketId],
      );
      if (!taking) throw InvalidInput.field('userId', 'unknown.link_owner');
      const { id, token } = await this.insert(tx, ticketId, whose);
      const [row]: PublicLinkRow[] = await tx.query(`${ROWS} where l.id = ?`, [id]);
      await this.records.append(tx, actor, ticketId, 'ticket.public_link_made', {
        details: { publicLinkId: id, name: row!.name },
      });
      return { ...toRow(row!), token, url: this.urlOf(token) };
    });
  }

  /** It opens nothing any more. @throws TicketNotFound, TicketStaffOnly, PublicLinkNotFound */
  async revoke(actor: Actor, ticketId: number, id: number): Promise<void> {
    await this.database.transaction(async (tx) => {
      await this.access.lockVisible(tx, actor, ticketId);
      this.access.requireStaff(actor);
      const gone: unknown = await tx.query('delete from public_links where id = ? and ticketId = ?', [
        id,
        ticketId,
      ]);
      if (affected(gone) !== 1) throw new PublicLinkNotFound();
      await this.records.append(tx, actor, ticketId, 'ticket.public_link_revoked', {
        details: { publicLinkId: id },
      });
    });
  }

  /** The address for a mail to this person, with a link of its own; undefined: there are none by mail. */
  async addressFor(ticketId: number, userId: number): Promise<string | undefined> {
    if (!this.settings.get('public_ticket_url')) return undefined;
    const { token } = await this.database.transaction((tx) => this.insert(tx, ticketId, userId));
    return this.urlOf(token) ?? undefined;
  }

  /**
   * Whom a token lets in: one statement, whatever is wrong with it. The link of a merged ticket leads to the other one;
   * who may view it no more, or is disabled, has none.
   * @throws TicketNotFound
   */
  async visitBy(token: string): Promise<PublicVisit> {
    const [row] = await this.database.query<{ userId: number; name: string; ticketId: number }>(
      `select u.id as userId, u.fullName as name, t.id as ticketId from public_links l
       join tickets o on o.id = l.ticketId
       join tickets t on t.id = coalesce(o.mergedIntoId, o.id)
       join users u on u.id = l.userId
       where l.tokenHash = ? and l.expiresAt > ? and u.active = ? and ${READS}`,
      [tokenHash(token), this.clock.now(), true],
    );
    if (!row) throw new TicketNotFound();
    const { userId: id, name, ticketId } = row;
    return { actor: { kind: 'user', id, name, permissions: permissionsOfUser() }, ticketId };
  }

  private async insert(tx: Tx, ticketId: number, userId: number): Promise<{ id: number; token: string }> {
    const token = randomBytes(32).toString('base64url');
    const now = this.clock.now();
    const expiresAt = new Date(now.getTime() + this.settings.get('public_link_days') * DAY_MS);
    const known: { id: number }[] = await tx.query(
      'select id from public_links where ticketId = ? and userId = ? order by id desc',
      [ticketId, userId],
    );
    const oldest = known[LINKS_MAX - 2]?.id ?? 0;
    await tx.query(
      'delete from public_links where ticketId = ? and userId = ? and (id < ? or expiresAt <= ?)',
      [ticketId, userId, oldest, now],
    );
    const row = { ticketId, userId, tokenHash: tokenHash(token), createdAt: now, expiresAt };
    return { id: await insertRow(tx, 'public_links', row), token };
  }

  private urlOf(token: string): string | null {
    const url = this.settings.get('public_ticket_url');
    const site = this.settings.get('base_url');
    return url ? url.replaceAll('{site}', site).replaceAll('{token}', token) : null;
  }
}

const toRow = (row: PublicLinkRow): PublicLinkRow => ({
  ...row,
  createdAt: toDate(row.createdAt).toISOString(),
  expiresAt: toDate(row.expiresAt).toISOString(),
});
