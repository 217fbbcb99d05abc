import { Injectable } from '@nestjs/common';
import type { Text } from '../../common/texts.js';
import { MailServers } from '../../mail-delivery/drivers/mail-servers.js';
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
  says: Text;
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
    private readonly servers: MailServers,
  ) {}

  /** Takes half a minute at most. @throws MailboxNotFound */
  async check(id: number): Promise<MailboxCheck> {
    const mailbox = await this.mailboxes.get(id);
    const [incoming, outgoing] = await Promise.all([
      mailbox.incomingType === 'imap' ? outcomeOf(this.openFolder(mailbox)) : null,
      mailbox.outgoingType === 'smtp' ? outcomeOf(this.signInToSend(mailbox)) : null,
    ]);
    return { incoming, outgoing };
  }

  private async openFolder(mailbox: Mailbox): Promise<Text> {
    const folder = await this.desk.open(mailbox, AbortSignal.timeout(TIMEOUT_MS));
    const { name, takesMarks } = folder;
    folder.close();
    const marks = takesMarks || mailbox.doneMark === 'read_only';
    return { key: marks ? 'mail/signed_in' : 'mail/signed_in_no_marks', values: { name } };
  }

  private async signInToSend(mailbox: Mailbox): Promise<Text> {
    await requireMailHost(mailbox.smtpHost ?? '');
    await this.servers.verify(mailbox);
    return { key: 'mail/lets_us_in' };
  }
}

async function outcomeOf(attempt: Promise<Text>): Promise<ServerCheck> {
  try {
    return { ok: true, code: 'ok', says: await attempt };
  } catch (error) {
    const { code, text } = mailFailure(error);
    return { ok: false, code, says: text };
  }
}
