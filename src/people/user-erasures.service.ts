import { Injectable } from '@nestjs/common';
import { AttachmentsService } from '../attachments/attachments.service.js';
import { authorOf, type Actor } from '../common/actor.js';
import { Database, type Tx } from '../database/database.js';
import { marks } from '../database/marks.js';
import { EventsService } from '../events/events.service.js';
import { storeBody } from '../messages/message-body.js';
import type { User } from '../users/user.entity.js';
import { RemovalsService } from '../tickets/removals.service.js';
import { TicketTexts } from '../tickets/ticket-texts.js';
import { MailErasures } from './mail-erasures.js';

const BATCH = 500;
/** What stands where a person was named, and where they said something. */
const NOBODY = 'Erased user';
const NOTHING = '[erased]';

/** The right to be forgotten. */
@Injectable()
export class UserErasuresService {
  constructor(
    private readonly database: Database,
    private readonly removals: RemovalsService,
    private readonly attachments: AttachmentsService,
    private readonly mails: MailErasures,
    private readonly events: EventsService,
    private readonly texts: TicketTexts,
  ) {}

  /**
   * Takes away all that is known of a user: their tickets, what they said on others, their files, their name in the
   * history, and the mails from and to their address. Of a mail stays what knows it again: nothing returns.
   * @throws UserNotFound, StaleVersion
   */
  async erase(actor: Actor, id: number, expected?: number): Promise<void> {
    await this.database.transaction(async (tx) => {
      const user = await this.removals.removeUserIn(tx, actor, id, expected);
      await this.eraseWords(tx, user);
      await this.eraseHistory(tx, user);
      await tx.query("delete from account_links where purpose = 'sign_in' and accountId = ?", [id]);
      await tx.query('delete from subscribers where addressKey = ?', [user.emailKey]);
      await this.mails.erase(tx, user.emailKey);
      const about = { type: 'user.erased', resource: 'user' as const, resourceId: id };
      await this.events.append(tx, { ...about, actor: authorOf(actor) });
    });
  }

  private async eraseWords(tx: Tx, { id }: User): Promise<void> {
    const { format, body, html, text } = storeBody('text', NOTHING);
    await inBatches(
      tx,
      "select id from messages where authorKind = 'user' and authorId = ?",
      [id],
      async (ids) => {
        await this.attachments.deleteRows(tx, 'messageId', ids);
        await tx.query(`delete from message_versions where messageId in (${marks(ids)})`, ids);
        await tx.query(
          `update messages set authorId = null, authorName = ?, format = ?, body = ?, html = ?, text = ?,
             version = version + 1 where id in (${marks(ids)})`,
          [NOBODY, format, body, html, text, ...ids],
        );
        await this.texts.write(tx, ids);
      },
    );
  }

  /** Who did it stays no secret where it was staff; of a user the name goes, and what their profile said. */
  private async eraseHistory(tx: Tx, { id }: User): Promise<void> {
    await inBatches(tx, "select id from events where actorKind = 'user' and actorId = ?", [id], (ids) =>
      tx.query(`update events set actorName = ? where id in (${marks(ids)})`, [NOBODY, ...ids]),
    );
    await inBatches(tx, "select id from events where resource = 'user' and resourceId = ?", [id], (ids) =>
      tx.query(`update events set details = ? where id in (${marks(ids)})`, ['{"changes":{}}', ...ids]),
    );
  }
}

async function inBatches(
  tx: Tx,
  select: string,
  parameters: unknown[],
  write: (ids: number[]) => Promise<unknown>,
): Promise<void> {
  const rows: { id: number }[] = await tx.query(select, parameters);
  for (let at = 0; at < rows.length; at += BATCH) await write(rows.slice(at, at + BATCH).map(({ id }) => id));
}
