import { Injectable } from '@nestjs/common';
import { authorOf, type Actor } from '../common/actor.js';
import { Clock } from '../common/clock.js';
import { InvalidInput } from '../common/errors.js';
import type { Tx } from '../database/database.js';
import { Message } from '../messages/message.entity.js';
import { MessageNotFound, MessageOpensTicket } from '../messages/message.errors.js';
import { firstResponseOf } from './first-response.js';
import { TicketAccess } from './ticket-access.js';
import { TicketRecords } from './ticket-records.js';
import { tallyWork } from './ticket-tallies.js';
import { workerOf } from './ticket-work.js';
import { TicketWords } from './ticket-words.js';
import type { Ticket } from './ticket.entity.js';
import { TicketNotFound } from './ticket.errors.js';
import type { TicketStatus } from './ticket.states.js';

/** Puts a message where it belongs, with its files. */
@Injectable()
export class MessageMovesService {
  constructor(
    private readonly clock: Clock,
    private readonly access: TicketAccess,
    private readonly words: TicketWords,
    private readonly records: TicketRecords,
  ) {}

  /**
   * Moves a message into another ticket, whose status stays as it is. A ticket that held nothing else is left as a
   * duplicate that says where its message went; one whose later messages answer this one keeps it.
   * @returns the ticket it was in
   * @throws MessageNotFound, MessageOpensTicket, InvalidInput when the other ticket is not there
   */
  async move(tx: Tx, actor: Actor, messageId: number, ticketId: number): Promise<number> {
    const known = await tx.findOneBy(Message, { id: messageId });
    if (!known) throw new MessageNotFound();
    const [from, to] = await this.lockBoth(tx, actor, known.ticketId, ticketId);
    if (from.id === to.id) return from.id;
    const isPublic = known.visibility === 'public';
    const others = await tx.findBy(Message, { ticketId: from.id, visibility: 'public' });
    const isLast = isPublic && others.length === 1;
    if (isPublic && !isLast && others.every(({ id }) => id >= messageId)) throw new MessageOpensTicket();
    await this.words.move(tx, messageId, from.id, to.id);
    if (isLast)
      await this.words.leaveWord(tx, from.id, `This was moved to ticket ${to.id}.`, this.clock.now());
    const status = isLast ? 'duplicate' : from.status;
    moveWorkOf(tx, known, from, to);
    await this.recount(tx, actor, from, status, -known.minutes);
    await this.recount(tx, actor, to, to.status, known.minutes);
    const details = { messageId, from: from.id, to: to.id };
    for (const { id } of [from, to]) await this.records.append(tx, actor, id, 'message.moved', { details });
    const { departmentId } = from;
    await this.records.move(tx, { departmentId, status: from.status }, { departmentId, status });
    return from.id;
  }

  /** In order of id, so that two who move in opposite directions do not wait for each other. */
  private async lockBoth(tx: Tx, actor: Actor, fromId: number, toId: number): Promise<[Ticket, Ticket]> {
    const locked = new Map<number, Ticket>();
    for (const id of [fromId, toId].toSorted((a, b) => a - b)) {
      const ticket = await this.access.lockVisible(tx, actor, id).catch((error: unknown) => {
        if (!(error instanceof TicketNotFound)) throw error;
        throw id === toId ? InvalidInput.field('ticketId', 'unknown.ticket') : new MessageNotFound();
      });
      locked.set(id, ticket);
    }
    return [locked.get(fromId)!, locked.get(toId)!];
  }

  private async recount(
    tx: Tx,
    actor: Actor,
    ticket: Ticket,
    status: TicketStatus,
    more: number,
  ): Promise<void> {
    const where = { ticketId: ticket.id, visibility: 'public' as const };
    const last = await tx.findOneOrFail(Message, { where, order: { createdAt: 'DESC', id: 'DESC' } });
    const columns = {
      status,
      minutes: Math.max(0, ticket.minutes + more),
      replyCount: (await tx.countBy(Message, where)) - 1,
      lastMessageAt: last.createdAt,
      ...(await firstResponseOf(tx, ticket)),
    };
    await this.records.save(tx, ticket, this.clock.now(), columns, authorOf(actor));
  }
}

/** The work that a message stands for. */
function moveWorkOf(tx: Tx, message: Message, from: Ticket, to: Ticket): void {
  const { minutes, createdAt } = message;
  const staffId = workerOf({ kind: message.authorKind, id: message.authorId, name: message.authorName });
  const work = { minutes, createdAt, staffId };
  tallyWork(tx, [{ ...work, departmentId: from.departmentId }], -1);
  tallyWork(tx, [{ ...work, departmentId: to.departmentId }]);
}
