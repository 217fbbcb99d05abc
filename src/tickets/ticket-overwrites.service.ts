import { Injectable } from '@nestjs/common';
import type { Actor } from '../common/actor.js';
import { emailKey } from '../common/email-address.js';
import { Database, type Tx } from '../database/database.js';
import { Message } from '../messages/message.entity.js';
import { UsersService } from '../users/users.service.js';
import { User } from '../users/user.entity.js';
import { MessageEditsService } from './message-edits.service.js';
import { TicketAccess } from './ticket-access.js';
import { TicketsService, type TicketChange } from './tickets.service.js';

/** A ticket as a program says that it is; absent means "leave". */
export interface Overwrite extends Omit<TicketChange, 'requesterId'> {
  /** The words that opened it, as plain text. */
  description?: string;
  /** The address of who asks; null: nobody. */
  requesterEmail?: string | null;
}

/** Writes over a ticket what a program says of it, its first words and its requester too: all of it, or nothing. */
@Injectable()
export class TicketOverwritesService {
  constructor(
    private readonly database: Database,
    private readonly access: TicketAccess,
    private readonly users: UsersService,
    private readonly tickets: TicketsService,
    private readonly edits: MessageEditsService,
  ) {}

  /**
   * By hand, as `TicketsService.change`, but nobody gets a mail about it; the first words by the rules of edits. What is the
   * same already changes nothing.
   * @throws what those two throw
   */
  async overwrite(actor: Actor, id: number, overwrite: Overwrite): Promise<void> {
    const { description, requesterEmail, ...change } = overwrite;
    await this.database.transaction(async (tx) => {
      const ticket = await this.access.lockVisible(tx, actor, id);
      this.access.requireStaff(actor);
      const requesterId = await this.requesterOf(tx, actor, ticket.requesterId, requesterEmail);
      // The words first: whoever closes a ticket may still say what was asked.
      if (description !== undefined) await this.rewrite(tx, actor, id, description);
      const whole = { ...change, ...(requesterId !== undefined && { requesterId }) };
      await this.tickets.changeIn(tx, actor, id, whole, { quietly: true });
    });
  }

  /** Undefined: as it is. */
  private async requesterOf(
    tx: Tx,
    actor: Actor,
    presentId: number | null,
    email: string | null | undefined,
  ): Promise<number | null | undefined> {
    if (email === undefined || email === null) return email;
    const present = presentId === null ? null : await tx.findOneBy(User, { id: presentId });
    if (present?.emailKey === emailKey(email)) return undefined;
    return this.users.ensure(tx, actor, { email, fullName: email.split('@', 1)[0]! });
  }

  private async rewrite(tx: Tx, actor: Actor, ticketId: number, body: string): Promise<void> {
    const first = await tx.findOneOrFail(Message, {
      where: { ticketId },
      order: { createdAt: 'ASC', id: 'ASC' },
    });
    await this.edits.editIn(tx, actor, first.id, { body });
  }
}
