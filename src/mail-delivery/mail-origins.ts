import { isIP } from 'node:net';
import { Injectable } from '@nestjs/common';
import { parseSender } from '../common/email-address.js';
import type { Mailbox } from '../mailboxes/mailbox.entity.js';
import { MailTokens } from '../mailboxes/mail-tokens.js';
import { MailboxDirectory } from '../mailboxes/mailbox-directory.js';
import { SettingsService } from '../settings/settings.service.js';
import type { Addressee, Mail } from './mail.js';

/** In whose name a mail goes out. */
export interface MailOrigin {
  /** Null: no mailbox, the desk itself. */
  mailboxId: number | null;
  from: Addressee;
  /** Finds the ticket by itself; absent: answers go to `from`. */
  replyTo?: string;
  /** Of the Message-ID. */
  host: string;
}

/**
 * The mailbox of the ticket's department, the desk's default one, the setting `mail_default_sender`, or an address at
 * `base_url`: in this order.
 */
@Injectable()
export class MailOrigins {
  constructor(
    private readonly mailboxes: MailboxDirectory,
    private readonly tokens: MailTokens,
    private readonly settings: SettingsService,
  ) {}

  async of({ ticket }: Pick<Mail, 'ticket'>): Promise<MailOrigin> {
    const mailbox = ticket
      ? await this.mailboxes.forDepartment(ticket.departmentId)
      : await this.mailboxes.forDesk();
    const { name, address } = mailbox ?? this.desk();
    return {
      mailboxId: mailbox?.id ?? null,
      from: { name: name || this.settings.get('site_name'), address },
      replyTo: ticket && takesAnswers(mailbox) ? this.tokens.plusAddress(address, ticket.id) : undefined,
      host: address.slice(address.lastIndexOf('@') + 1),
    };
  }

  private desk(): Addressee {
    const sender = parseSender(this.settings.get('mail_default_sender'));
    return sender ?? { name: '', address: `support@${hostOf(this.settings.get('base_url'))}` };
  }
}

const takesAnswers = (mailbox: Mailbox | undefined): boolean =>
  mailbox !== undefined && mailbox.plusAddressing && mailbox.incomingType !== 'none';

/** Mail addresses need a name: the public one where there is one. */
function hostOf(publicUrl: string): string {
  const hostname = publicUrl && new URL(publicUrl).hostname;
  return !hostname || isIP(hostname) || hostname.startsWith('[') ? 'localhost' : hostname;
}
