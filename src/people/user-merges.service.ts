import { Injectable } from '@nestjs/common';
import { authorOf, type Actor } from '../common/actor.js';
import { InvalidInput } from '../common/errors.js';
import { requireVersion } from '../common/row-version.js';
import { addToCounters } from '../database/counters.js';
import { Database, type Tx } from '../database/database.js';
import { lockOne } from '../database/lock-one.js';
import { marks } from '../database/marks.js';
import { EventsService } from '../events/events.service.js';
import { SessionsService } from '../staff-auth/sessions.service.js';
import { TicketIndex } from '../tickets/ticket-index.js';
import { removeWords } from '../users/person-word-rows.js';
import { User } from '../users/user.entity.js';
import { UserNotFound } from '../users/user.errors.js';
import { releaseUsername } from '../users/usernames.js';
import { wordsOfUser } from './user-rows.js';

const BATCH = 500;

/** Makes one user of two, of whom it turned out that they are one person. */
@Injectable()
export class UserMergesService {
  constructor(
    private readonly database: Database,
    private readonly events: EventsService,
    private readonly sessions: SessionsService,
    private readonly tickets: TicketIndex,
  ) {}

  /**
   * Moves tickets, words and subscriptions of a user to another one, who keeps name, address and password; the first one
   * is gone then, and the mails that came and went stay with their tickets.
   * @throws UserNotFound, StaleVersion, InvalidInput (`intoUserId`)
   */
  async merge(actor: Actor, id: number, intoUserId: number, expected?: number): Promise<User> {
    if (id === intoUserId) throw InvalidInput.field('intoUserId', 'same.user');
    return this.database.transaction(async (tx) => {
      const [from, into] = await lockBoth(tx, id, intoUserId);
      requireVersion(from, expected);
      await this.moveTickets(tx, actor, from.id, into.id);
      await moveWords(tx, from.id, into);
      await moveSubscriptions(tx, from.id, into);
      await this.end(tx, from.id);
      await this.append(tx, actor, 'user.merged', from.id, { into: into.id });
      await this.append(tx, actor, 'user.absorbed', into.id, { from: from.id });
      return into;
    });
  }

  /** Each ticket has another requester, which is a change of it. */
  private async moveTickets(tx: Tx, actor: Actor, fromId: number, intoId: number): Promise<void> {
    const changes = { requesterId: [fromId, intoId] as [unknown, unknown] };
    for (;;) {
      const tickets: { id: number }[] = await tx.query(
        `select id from tickets where requesterId = ? order by id limit ${BATCH}`,
        [fromId],
      );
      if (!tickets.length) return;
      const ids = tickets.map((ticket) => ticket.id);
      await tx.query(
        `update tickets set requesterId = ?, version = version + 1 where id in (${marks(ids)})`,
        [intoId, ...ids],
      );
      for (const ticketId of ids) await this.tickets.saved(tx, ticketId, { requesterId: intoId });
      for (const resourceId of ids)
        await this.events.append(tx, {
          type: 'ticket.changed',
          resource: 'ticket',
          resourceId,
          actor: authorOf(actor),
          changes,
        });
    }
  }

  private async end(tx: Tx, id: number): Promise<void> {
    await this.sessions.endAllOf(tx, { kind: 'user', id });
    await tx.query("delete from account_links where purpose = 'sign_in' and accountId = ?", [id]);
    await releaseUsername(tx, { kind: 'user', id });
    await removeWords(tx, { kind: 'user', id });
    await tx.delete(User, { id });
    await addToCounters(tx, { users: -1 });
  }

  private append(
    tx: Tx,
    actor: Actor,
    type: string,
    resourceId: number,
    details: Record<string, unknown>,
  ): Promise<void> {
    return this.events.append(tx, { type, resource: 'user', resourceId, actor: authorOf(actor), details });
  }
}

/** In order of id, so that two who merge in opposite directions do not wait for each other. */
async function lockBoth(tx: Tx, id: number, intoUserId: number): Promise<[User, User]> {
  const locked = new Map<number, User>();
  for (const one of [id, intoUserId].toSorted((a, b) => a - b)) {
    const user = await lockOne(tx, User, one);
    if (user) locked.set(one, user);
    else if (one === id) throw new UserNotFound();
    else throw InvalidInput.field('intoUserId', 'unknown.user');
  }
  return [locked.get(id)!, locked.get(intoUserId)!];
}

/** What they said is said by the other one; it was said under the name that stands there. */
async function moveWords(tx: Tx, fromId: number, into: User): Promise<void> {
  for (const { table, kind, id } of wordsOfUser) {
    const rows: { id: number }[] = await tx.query(
      `select id from ${table} where ${kind} = 'user' and ${id} = ?`,
      [fromId],
    );
    for (let at = 0; at < rows.length; at += BATCH) {
      const ids = rows.slice(at, at + BATCH).map((row) => row.id);
      await tx.query(`update ${table} set ${id} = ? where id in (${marks(ids)})`, [into.id, ...ids]);
    }
  }
}

/** Where both take part, once is enough. */
async function moveSubscriptions(tx: Tx, fromId: number, into: User): Promise<void> {
  const both: { id: number }[] = await tx.query(
    `select f.id from subscribers f join subscribers i on i.ticketId = f.ticketId and i.userId = ? where f.userId = ?`,
    [into.id, fromId],
  );
  // What one of the two might, they may.
  for (const right of both.length ? ['canView', 'canUpdate'] : [])
    await tx.query(
      `update subscribers set ${right} = 1 where userId = ? and ${right} = 0
       and ticketId in (select ticketId from (select ticketId from subscribers where userId = ? and ${right} = 1) f)`,
      [into.id, fromId],
    );
  if (both.length)
    await tx.query(
      `delete from subscribers where id in (${marks(both)})`,
      both.map(({ id }) => id),
    );
  await tx.query('update subscribers set userId = ?, name = ? where userId = ?', [
    into.id,
    into.fullName,
    fromId,
  ]);
}
