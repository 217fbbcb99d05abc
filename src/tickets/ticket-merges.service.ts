import { Injectable } from '@nestjs/common';
import { authorOf, type Actor } from '../common/actor.js';
import { Clock } from '../common/clock.js';
import { requireVersion } from '../common/row-version.js';
import { Database, type Tx } from '../database/database.js';
import { firstResponseOf } from './first-response.js';
import { TicketAccess } from './ticket-access.js';
import { TicketCompanions } from './ticket-companions.js';
import { TicketRecords } from './ticket-records.js';
import { addWork, mergeWork } from './ticket-work.js';
import { TicketWords } from './ticket-words.js';
import { Ticket } from './ticket.entity.js';
import { TicketMerged } from './ticket.errors.js';
import { nextStatus } from './ticket.states.js';

/** Makes one ticket of two. */
@Injectable()
export class TicketMergesService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly access: TicketAccess,
    private readonly words: TicketWords,
    private readonly companions: TicketCompanions,
    private readonly records: TicketRecords,
  ) {}

  /**
   * Merges a ticket into another: messages, files, tags, subscribers and minutes go there, and its requester gets copies
   * from there on. It stays as a `duplicate` that leads to the other; so do those that were merged into it before.
   * @throws TicketNotFound, StaleVersion, InvalidInput (`intoTicketId`), TicketMerged, TicketTransitionRefused,
   *   DepartmentNotYours, TicketStaffOnly
   */
  async merge(
    actor: Actor,
    id: number,
    { intoTicketId, minutes = 0 }: { intoTicketId: number; minutes?: number },
    expected?: number,
  ): Promise<void> {
    await this.database.transaction(async (tx) => {
      this.access.requireStaff(actor);
      const [from, into] = await this.access.lockPair(tx, actor, id, {
        id: intoTicketId,
        field: 'intoTicketId',
      });
      requireVersion(from, expected);
      if (from.mergedIntoId === into.id) return;
      for (const ticket of [from, into]) {
        this.access.requireOwnDepartment(actor, ticket.departmentId);
        if (ticket.mergedIntoId !== null) throw new TicketMerged(ticket.id, ticket.mergedIntoId);
      }
      await this.mergeIn(tx, actor, from, into, minutes);
    });
  }

  private async mergeIn(tx: Tx, actor: Actor, from: Ticket, into: Ticket, minutes: number): Promise<void> {
    const at = this.clock.now();
    const status = nextStatus('merge', from.status);
    await mergeWork(tx, from, into);
    await addWork(tx, into.id, authorOf(actor), { departmentId: into.departmentId, minutes, createdAt: at });
    await this.words.moveAll(tx, from.id, into.id, at);
    await this.companions.move(tx, from, into);
    await tx.query('update tickets set mergedIntoId = ? where mergedIntoId = ?', [into.id, from.id]);
    await this.records.save(
      tx,
      from,
      at,
      {
        status,
        mergedIntoId: into.id,
        minutes: 0,
        replyCount: 0,
        lastMessageAt: at,
        firstResponseAt: null,
        firstResponderId: null,
      },
      authorOf(actor),
    );
    await this.records.save(tx, into, at, {
      ...(await firstResponseOf(tx, into)),
      minutes: into.minutes + from.minutes + minutes,
      replyCount: into.replyCount + from.replyCount + 1,
      lastMessageAt: new Date(Math.max(into.lastMessageAt.getTime(), from.lastMessageAt.getTime())),
    });
    const changes = {
      ...(status !== from.status && { status: [from.status, status] as const }),
      mergedIntoId: [null, into.id] as const,
    };
    await this.records.change(tx, actor, from.id, 'merged', changes, at);
    await this.records.append(tx, actor, into.id, 'ticket.absorbed', { details: { from: from.id } });
    const { departmentId } = from;
    await this.records.move(tx, { departmentId, status: from.status }, { departmentId, status });
  }
}
