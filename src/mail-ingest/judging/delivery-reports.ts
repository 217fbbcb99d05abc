import { Injectable } from '@nestjs/common';
import { SYSTEM } from '../../common/actor.js';
import type { Tx } from '../../database/database.js';
import { lockOne } from '../../database/lock-one.js';
import { OutboundMailsService } from '../../mail-delivery/outbound-mails.service.js';
import { MailTokens } from '../../mailboxes/mail-tokens.js';
import { storeBody } from '../../messages/message-body.js';
import { Ticket } from '../../tickets/ticket.entity.js';
import { TicketsService, type Posted } from '../../tickets/tickets.service.js';
import {
  isReadReceipt,
  looksLikeBounce,
  readDeliveryReport,
  type DeliveryReport,
  type ReportedRecipient,
} from '../reading/delivery-report.js';
import type { ReadMail } from '../reading/read-mail.js';
import type { Verdict } from './verdict.js';

/** Notices of mail servers about mails of ours. */
@Injectable()
export class DeliveryReports {
  constructor(
    private readonly tokens: MailTokens,
    private readonly outbound: OutboundMailsService,
    private readonly tickets: TicketsService,
  ) {}

  /** Undefined: it is no such notice. */
  judge(read: ReadMail): Verdict | undefined {
    const skipped = (reason: string, detail: string): Verdict => ({
      fate: 'drop',
      state: 'skipped',
      reason,
      detail,
    });
    if (isReadReceipt(read.head)) return skipped('read_receipt', 'It says that a mail was displayed.');
    if (!looksLikeBounce(read.head)) return undefined;
    const report = readDeliveryReport(read);
    const isOurs = report.originals.some((id) => this.tokens.isOurs(id));
    if (isOurs && !report.recipients.some(hasFailed))
      return skipped('delivery_notice', 'It says that a mail is under way or has arrived.');
    if (isOurs) return { fate: 'report', report };
    return read.head.reportType
      ? skipped('bounce_unknown', 'It speaks of a mail that is not of this desk.')
      : undefined;
  }

  /**
   * Sets the state of the recipients and leaves a note on the ticket.
   * @returns undefined when the mail was about no ticket, or its ticket is gone
   */
  async file(tx: Tx, inboundMailId: number, report: DeliveryReport): Promise<Posted | undefined> {
    const original = report.originals.find((id) => this.tokens.isOurs(id))!;
    const failed = report.recipients.filter(hasFailed);
    let tellStaff = true;
    for (const { address, detail } of failed) {
      const mail = await this.outbound.bounced(tx, original, address, detail);
      // A mail to staff about a lost mail to staff could be lost in its turn, without end.
      if (mail?.toStaff) tellStaff = false;
    }
    const ticketId = this.tokens.ticketOfMessageId(original);
    const found = ticketId === undefined ? null : await lockOne(tx, Ticket, ticketId);
    const ticket =
      found?.mergedIntoId == null ? found : ((await lockOne(tx, Ticket, found.mergedIntoId)) ?? found);
    if (!ticket) return undefined;
    const body = `A mail of this ticket did not arrive.\n\n${failed.map(inWords).join('\n')}`;
    const mail = { inboundMailId, automatic: true, stored: storeBody('text', body) };
    return this.tickets.replyIn(
      tx,
      SYSTEM,
      ticket,
      { body, format: 'text', visibility: 'internal', mail, tellStaff },
      [],
    );
  }
}

const hasFailed = ({ action }: ReportedRecipient): boolean => action === 'failed';

const inWords = ({ address, detail }: ReportedRecipient): string =>
  `${address ?? 'The report names no address'}: ${detail || 'no reason was given'}`;
