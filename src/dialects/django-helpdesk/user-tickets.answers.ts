import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { SYSTEM, type Actor } from '../../common/actor.js';
import { Clock } from '../../common/clock.js';
import { DepartmentsService } from '../../departments/departments.service.js';
import { SeenLists } from '../../tickets/seen-lists.js';
import { TicketNotFound } from '../../tickets/ticket.errors.js';
import { TicketsQueries, type TicketRow } from '../../tickets/tickets.queries.js';
import type { User } from '../../users/user.entity.js';
import { userTicketShape, type PageShape, type UserTicketShape } from './django-helpdesk.shapes.js';
import { Lists, idIn } from './lists.js';
import { Requesters } from './requesters.js';

/** The tickets that somebody asked for themselves, newest first; in pages whatever the other lists are. */
@Injectable()
export class UserTicketAnswers {
  constructor(
    private readonly lists: Lists,
    private readonly seen: SeenLists,
    private readonly queries: TicketsQueries,
    private readonly departments: DepartmentsService,
    private readonly requesters: Requesters,
    private readonly clock: Clock,
  ) {}

  async list(actor: Actor, request: FastifyRequest): Promise<PageShape<UserTicketShape>> {
    const user = await this.requesters.of(actor);
    const filter = { requesterId: user?.id ?? 0 };
    return this.lists.page(request, {
      rows: (part) => this.seen.tickets(actor, filter, { ...part, newestFirst: true }),
      count: () => this.seen.countTickets(actor, filter),
      shape: (rows) => this.shapes(rows, user),
    });
  }

  /** @throws TicketNotFound, also for a ticket of somebody else that the caller may see */
  async one(actor: Actor, id: string): Promise<UserTicketShape> {
    const user = await this.requesters.of(actor);
    const row = await this.queries.get(actor, idIn(id, 'Ticket'));
    if (!user || row.requesterId !== user.id) throw new TicketNotFound();
    return (await this.shapes([row], user))[0]!;
  }

  private async shapes(rows: TicketRow[], user: User | null): Promise<UserTicketShape[]> {
    if (!rows.length) return [];
    const departments = await this.departments.list(SYSTEM);
    const slugs = new Map(departments.map(({ id, slug }) => [id, slug]));
    const now = this.clock.now();
    return rows.map((row) => {
      const slug = slugs.get(row.departmentId) ?? '';
      const values = Object.entries(row.customFields).map(([name, value]) => [`custom_${name}`, value]);
      const shape = userTicketShape(row, { slug }, user?.email ?? '', now);
      return Object.assign(shape, Object.fromEntries(values));
    });
  }
}
