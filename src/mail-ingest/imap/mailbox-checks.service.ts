import { createRequire } from 'node:module';
import { Injectable } from '@nestjs/common';
import { requireMailHost } from '../../mailboxes/link-local.js';
import { mailFailure, type MailFailureCode } from '../../mailboxes/mail-failure.js';
import type { Mailbox } from '../../mailboxes/mailbox.entity.js';
import { MailboxesService } from '../../mailboxes/mailboxes.service.js';
import { ImapDesk } from './imap-desk.js';

/** Whether a server of a mailbox can be used as it is set up. */
export interface ServerCheck {
  ok: boolean;
  code: 'ok' | MailFailureCode;
  /** In words. */
  detail: string;
}

export interface MailboxCheck {
  /** Null: it does not fetch. */
  incoming: ServerCheck | null;
  /** Null: it sends by the server of the whole desk. */
  outgoing: ServerCheck | null;
}

const TIMEOUT_MS = 10_000;

/** Tries the servers of a mailbox for real: signs in, opens the folder, and changes nothing. */
@Injectable()
export class MailboxChecks {
  constructor(
    private readonly mailboxes: MailboxesService,
    private readonly desk: ImapDesk,
  ) {}

  /** Takes twenty seconds at most. @throws MailboxNotFound */
  async check(id: number): Promise<MailboxCheck> {
    const mailbox = await this.mailboxes.get(id);
    const [incoming, outgoing] = await Promise.all([
      mailbox.incomingType === 'imap' ? outcomeOf(this.openFolder(mailbox)) : null,
      mailbox.outgoingType === 'smtp' ? outcomeOf(this.greetSmtp(mailbox)) : null,
    ]);
    return { incoming, outgoing };
  }

  private async openFolder(mailbox: Mailbox): Promise<string> {
    const folder = await this.desk.open(mailbox, AbortSignal.timeout(TIMEOUT_MS));
    const { name, takesMarks } = folder;
    folder.close();
    const marks = takesMarks || mailbox.doneMark === 'read_only';
    return `Signed in; the folder ${name} is open.${marks ? '' : ' Its server takes no marks: the ledger alone tells what is done.'}`;
  }

  private async greetSmtp(mailbox: Mailbox): Promise<string> {
    const host = mailbox.smtpHost ?? '';
    await requireMailHost(host);
    // Loaded when the first mailbox needs it: a desk without one stays small.
    const { createTransport } = createRequire(import.meta.url)('nodemailer') as typeof import('nodemailer');
    const transport = createTransport(this.smtpOptions(mailbox, host));
    try {
      await transport.verify();
      return 'The server answers, and lets us in.';
    } finally {
      transport.close();
    }
  }

  private smtpOptions(mailbox: Mailbox, host: string) {
    const { outgoing = '' } = this.mailboxes.secrets(mailbox);
    const { smtpUser: user } = mailbox;
    const secret =
      mailbox.smtpAuth === 'xoauth2'
        ? { type: 'OAuth2' as const, accessToken: outgoing }
        : { pass: outgoing };
    return {
      host,
      port: mailbox.smtpPort,
      secure: mailbox.smtpTls === 'implicit',
      requireTLS: mailbox.smtpTls === 'starttls',
      ignoreTLS: mailbox.smtpTls === 'none',
      ...(user && { auth: { user, ...secret } }),
      tls: { rejectUnauthorized: !mailbox.smtpAllowSelfSigned },
      dnsTimeout: TIMEOUT_MS,
      connectionTimeout: TIMEOUT_MS,
      greetingTimeout: TIMEOUT_MS,
      socketTimeout: TIMEOUT_MS,
    };
  }
}

async function outcomeOf(attempt: Promise<string>): Promise<ServerCheck> {
  try {
    return { ok: true, code: 'ok', detail: await attempt };
  } catch (error) {
    return { ok: false, ...mailFailure(error) };
  }
}
