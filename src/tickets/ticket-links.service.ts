import { Injectable } from '@nestjs/common';
import type { Actor } from '../common/actor.js';
import { Clock } from '../common/clock.js';
import { Database, type Tx } from '../database/database.js';
import { marks } from '../database/marks.js';
import { insertRow, toDate } from '../database/rows.js';
import { TicketAccess } from './ticket-access.js';
import { TicketRecords } from './ticket-records.js';
import type { LinkKind } from './ticket-link.entity.js';
import { TicketDependencyCycle, TicketLinkNotFound } from './ticket.errors.js';
import type { TicketStatus } from './ticket.states.js';
import { TicketsQueries } from './tickets.queries.js';

/** A link as one of its two tickets sees it. */
export interface LinkRow {
  id: number;
  /** `blocks`: the other one depends on this one. */
  kind: LinkKind | 'blocks';
  /** The other ticket. */
  ticketId: number;
  subject: string;
  status: TicketStatus;
  createdAt: Date;
}

interface Ends {
  ticketId: number;
  linkedId: number;
  kind: LinkKind;
}

/** Tickets that have to do with each other, and those that wait for each other. Who may not see one learns of no link to it. */
@Injectable()
export class TicketLinksService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly access: TicketAccess,
    private readonly records: TicketRecords,
    private readonly queries: TicketsQueries,
  ) {}

  /** In the order in which they were made. @throws TicketNotFound */
  async list(actor: Actor, ticketId: number): Promise<LinkRow[]> {
    await this.queries.get(actor, ticketId);
    const rows = await this.database.query<Ends & { id: number; createdAt: string }>(
      'select * from ticket_links where ticketId = ? or linkedId = ? order by id',
      [ticketId, ticketId],
    );
    const others = await this.queries.selectVisible(
      actor,
      rows.map((row) => otherEnd(row, ticketId)),
    );
    return rows.flatMap((row) => {
      const other = others.get(otherEnd(row, ticketId));
      if (!other) return [];
      const kind = row.kind === 'depends_on' && row.linkedId === ticketId ? ('blocks' as const) : row.kind;
      const { id, subject, status } = other;
      return [{ id: row.id, kind, ticketId: id, subject, status, createdAt: toDate(row.createdAt) }];
    });
  }

  /**
   * Links two tickets; a link that is there already stays.
   * @returns the link's id
   * @throws TicketNotFound, InvalidInput (`ticketId`), TicketDependencyCycle, TicketStaffOnly
   */
  create(
    actor: Actor,
    ticketId: number,
    { ticketId: otherId, kind }: { ticketId: number; kind: LinkKind },
  ): Promise<number> {
    return this.database.transaction(async (tx) => {
      this.access.requireStaff(actor);
      await this.access.lockPair(tx, actor, ticketId, { id: otherId, field: 'ticketId' });
      const [first, second] =
        kind === 'related' ? [ticketId, otherId].toSorted((a, b) => a - b) : [ticketId, otherId];
      const ends: Ends = { ticketId: first!, linkedId: second!, kind };
      const [known]: { id: number }[] = await tx.query(
        'select id from ticket_links where ticketId = ? and linkedId = ? and kind = ?',
        [ends.ticketId, ends.linkedId, kind],
      );
      if (known) return known.id;
      if (kind === 'depends_on') await requireNoCycle(tx, ticketId, otherId);
      const id = await insertRow(tx, 'ticket_links', { ...ends, createdAt: this.clock.now() });
      await this.append(tx, actor, ends, 'ticket.linked', id);
      return id;
    });
  }

  /** @throws TicketNotFound, TicketLinkNotFound, TicketStaffOnly */
  async delete(actor: Actor, ticketId: number, id: number): Promise<void> {
    await this.database.transaction(async (tx) => {
      this.access.requireStaff(actor);
      await this.access.lockVisible(tx, actor, ticketId);
      const [link]: Ends[] = await tx.query(
        'select ticketId, linkedId, kind from ticket_links where id = ? and (ticketId = ? or linkedId = ?)',
        [id, ticketId, ticketId],
      );
      const isSeen = link && (await this.access.isVisible(tx, actor, otherEnd(link, ticketId)));
      if (!isSeen) throw new TicketLinkNotFound();
      await tx.query('delete from ticket_links where id = ?', [id]);
      await this.append(tx, actor, link, 'ticket.unlinked', id);
    });
  }

  /** On both ends; without the number of the other one, which not everybody who reads it may know of. */
  private async append(
    tx: Tx,
    actor: Actor,
    { ticketId, linkedId, kind }: Ends,
    type: 'ticket.linked' | 'ticket.unlinked',
    linkId: number,
  ): Promise<void> {
    for (const id of [ticketId, linkedId])
      await this.records.append(tx, actor, id, type, { details: { linkId, kind } });
  }
}

const otherEnd = ({ ticketId, linkedId }: Ends, id: number): number =>
  ticketId === id ? linkedId : ticketId;

/** Walks from the ticket that is depended on, all that it depends on in its turn. @throws TicketDependencyCycle */
async function requireNoCycle(tx: Tx, ticketId: number, dependsOnId: number): Promise<void> {
  const seen = new Set<number>();
  let front = [dependsOnId];
  while (front.length) {
    if (front.includes(ticketId)) throw new TicketDependencyCycle();
    for (const id of front) seen.add(id);
    const rows: { linkedId: number }[] = await tx.query(
      `select distinct linkedId from ticket_links where kind = 'depends_on' and ticketId in (${marks(front)})`,
      front,
    );
    front = rows.map(({ linkedId }) => linkedId).filter((id) => !seen.has(id));
  }
}
