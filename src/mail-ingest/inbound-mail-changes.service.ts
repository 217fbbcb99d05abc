import { Injectable } from '@nestjs/common';
import { authorOf, type Actor } from '../common/actor.js';
import { Clock } from '../common/clock.js';
import { Database, afterCommit, type Tx } from '../database/database.js';
import { lockOne } from '../database/lock-one.js';
import { EventsService } from '../events/events.service.js';
import { MailReferences } from '../mailboxes/mail-references.js';
import { MessageMovesService } from '../tickets/message-moves.service.js';
import { FORCED } from './inbound-ledger.js';
import { InboundMail } from './inbound-mail.entity.js';
import {
  InboundMailNotFound,
  InboundMailProcessed,
  InboundMailRawGone,
  InboundMailWithoutMessage,
} from './inbound-mail.errors.js';
import { MailProcessor } from './mail-processor.js';

/** What people decide about mails that came. */
@Injectable()
export class InboundMailChangesService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly events: EventsService,
    private readonly processor: MailProcessor,
    private readonly moves: MessageMovesService,
    private readonly references: MailReferences,
  ) {}

  /**
   * Processes a mail again, from the first attempt, past brakes, ignore list and the check for copies. One that was in
   * quarantine goes into its fallback ticket, unless it belongs to another.
   * @throws InboundMailNotFound, InboundMailProcessed, InboundMailRawGone
   */
  async reprocess(actor: Actor, id: number): Promise<void> {
    await this.database.transaction(async (tx) => {
      const mail = await this.lock(tx, id);
      if (mail.state === 'processed') throw new InboundMailProcessed();
      if (!mail.sha256 || mail.rawDeletedAt) throw new InboundMailRawGone();
      const waits = { state: 'received', reason: FORCED, detail: null, attempts: 0, claim: null };
      await this.update(tx, mail, { ...waits, nextAttemptAt: this.clock.now(), processedAt: null });
      await this.append(tx, actor, id, 'reprocessed');
      afterCommit(tx, () => this.processor.wake());
    });
  }

  /**
   * Moves its message with its files into another ticket; answers to it will go there too.
   * @throws InboundMailNotFound, InboundMailWithoutMessage, InvalidInput, and the errors of `MessageMovesService.move`
   */
  async move(actor: Actor, id: number, ticketId: number): Promise<void> {
    await this.database.transaction(async (tx) => {
      const mail = await this.lock(tx, id);
      if (mail.messageId === null || mail.state === 'duplicate') throw new InboundMailWithoutMessage();
      const from = await this.moves.move(tx, actor, mail.messageId, ticketId);
      if (mail.internetMessageId) await this.references.move(tx, mail.internetMessageId, from, ticketId);
      await this.update(tx, mail, { ticketId, rule: 'manual' });
      await this.append(tx, actor, id, 'moved', { from, to: ticketId });
    });
  }

  private async lock(tx: Tx, id: number): Promise<InboundMail> {
    const mail = await lockOne(tx, InboundMail, id);
    if (!mail) throw new InboundMailNotFound();
    return mail;
  }

  private async update(tx: Tx, mail: InboundMail, columns: object): Promise<void> {
    await tx.update(InboundMail, mail.id, { ...columns, version: mail.version + 1 });
  }

  private append(
    tx: Tx,
    actor: Actor,
    id: number,
    what: string,
    details?: Record<string, unknown>,
  ): Promise<void> {
    const about = { type: `inbound_mail.${what}`, resource: 'inbound_mail' as const, resourceId: id };
    return this.events.append(tx, { ...about, actor: authorOf(actor), ...(details && { details }) });
  }
}
