import { Injectable } from '@nestjs/common';
import { emailKey } from '../common/email-address.js';
import { Clock } from '../common/clock.js';
import { Database } from '../database/database.js';
import { toDate } from '../database/rows.js';
import { SettingsService } from '../settings/settings.service.js';
import type { Mail } from './mail.js';
import { definitionOf, isPersonal, type MailEvent } from './templates/mail-events.js';

const HOUR_MS = 3_600_000;

/**
 * Staff are told of all that happens in a busy ticket, and a user's own words are answered each time: only what comes to
 * users unasked counts for its ticket.
 */
const countsForTicket = (event: MailEvent): boolean =>
  definitionOf(event).to === 'user' && event !== 'reply_acknowledgement';

/**
 * Two machines that answer each other stop here. Counted per address and hour are mails that nobody wrote; what staff
 * write is never held back.
 */
@Injectable()
export class MailBrakes {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly settings: SettingsService,
  ) {}

  /** Why the mail is held back; undefined: it may go. */
  async reasonAgainst(mail: Mail): Promise<string | undefined> {
    const { event, to, ticket } = mail;
    if (isPersonal(mail)) return undefined;
    const limit = this.settings.get('mail_limit_per_recipient');
    const recent = await this.recent(to.address, limit);
    if (recent.length >= limit)
      return `${to.address} got ${limit} automatic mails within an hour (mail_limit_per_recipient).`;
    if (!ticket || !countsForTicket(event)) return undefined;
    const ofTicket = recent.filter(
      (mail) => mail.ticketId === ticket.id && countsForTicket(mail.event),
    ).length;
    const perTicket = this.settings.get('mail_limit_per_ticket');
    return ofTicket >= perTicket
      ? `${to.address} got ${perTicket} automatic mails about this ticket within an hour (mail_limit_per_ticket).`
      : undefined;
  }

  /** The automatic ones of the last hour among the latest, which is enough: more than the limit are no more than it. */
  private async recent(
    address: string,
    limit: number,
  ): Promise<{ ticketId: number | null; event: MailEvent }[]> {
    const rows = await this.database.query<{
      ticketId: number | null;
      event: MailEvent;
      messageId: number | null;
      state: string;
      createdAt: string;
    }>(
      `select m.ticketId, m.event, m.messageId, m.state, m.createdAt from outbound_recipients r
       join outbound_mails m on m.id = r.mailId where r.addressKey = ? order by r.mailId desc limit ?`,
      [emailKey(address), 2 * limit],
    );
    const since = this.clock.now().getTime() - HOUR_MS;
    return rows.filter(
      (mail) => mail.state !== 'cancelled' && !isPersonal(mail) && toDate(mail.createdAt).getTime() > since,
    );
  }
}
