import { Injectable } from '@nestjs/common';
import { SYSTEM } from '../../common/actor.js';
import { Clock } from '../../common/clock.js';
import { CustomFieldsService } from '../../custom-fields/custom-fields.service.js';
import { DepartmentsService } from '../../departments/departments.service.js';
import { SeenTickets } from '../../tickets/seen-tickets.js';
import { TicketNotFound } from '../../tickets/ticket.errors.js';
import { TicketsQueries, type TicketRow } from '../../tickets/tickets.queries.js';
import type { User } from '../../users/user.entity.js';
import { customShape } from './custom-fields.js';
import type { DrfCall } from './drf-call.js';
import { userTicketShape, type PageShape, type UserTicketShape } from './django-helpdesk.shapes.js';
import { Lists, idIn } from './lists.js';

/** The tickets that somebody asked for themselves, newest first; in pages whatever the other lists are. */
@Injectable()
export class UserTicketAnswers {
  constructor(
    private readonly lists: Lists,
    private readonly seen: SeenTickets,
    private readonly queries: TicketsQueries,
    private readonly departments: DepartmentsService,
    private readonly fields: CustomFieldsService,
    private readonly clock: Clock,
  ) {}

  /** `user` is as whom the caller asks; null: nobody. */
  async list({ actor, request }: DrfCall, user: User | null): Promise<PageShape<UserTicketShape>> {
    const filter = { requesterId: user?.id ?? 0 };
    return this.lists.page(request, {
      rows: (part) => this.seen.list(actor, filter, { ...part, newestFirst: true }),
      count: () => this.seen.count(actor, filter),
      shape: (rows) => this.shapes(rows, user),
    });
  }

  /** @throws TicketNotFound, also for a ticket of somebody else that the caller may see */
  async one({ actor, id }: DrfCall, user: User | null): Promise<UserTicketShape> {
    const row = await this.queries.get(actor, idIn(id, 'Ticket'));
    if (!user || row.requesterId !== user.id) throw new TicketNotFound();
    return (await this.shapes([row], user))[0]!;
  }

  private async shapes(rows: TicketRow[], user: User | null): Promise<UserTicketShape[]> {
    if (!rows.length) return [];
    const [departments, waiting] = await Promise.all([
      this.departments.list(SYSTEM),
      this.queries.selectWaiting(rows.map(({ id }) => id)),
    ]);
    const slugs = new Map(departments.map(({ id, slug }) => [id, slug]));
    const types = new Map(this.fields.all().map(({ name, type }) => [name, type]));
    const now = this.clock.now();
    return rows.map((row) => {
      const slug = slugs.get(row.departmentId) ?? '';
      const shape = userTicketShape(row, { slug }, user?.email ?? '', {
        now,
        isWaiting: waiting.has(row.id),
      });
      return Object.assign(shape, customShape(row.customFields, types));
    });
  }
}
