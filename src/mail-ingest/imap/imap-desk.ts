import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { Leases, type Lease } from '../../database/leases.js';
import type { Mailbox } from '../../mailboxes/mailbox.entity.js';
import { MailboxStates } from '../../mailboxes/mailbox-states.service.js';
import { MailboxesService } from '../../mailboxes/mailboxes.service.js';
import { SettingsService } from '../../settings/settings.service.js';
import { FolderIntake } from './folder-intake.js';
import { connectImap } from './imap-connection.js';
import { ImapFolder } from './imap-folder.js';

/** A mailbox whose process died is taken over when this time is over. */
const LEASE_MS = 15_000;

/** What whoever polls a mailbox asks of the desk. */
@Injectable()
export class ImapDesk {
  constructor(
    private readonly mailboxes: MailboxesService,
    private readonly leases: Leases,
    private readonly settings: SettingsService,
    private readonly clock: Clock,
    readonly states: MailboxStates,
    readonly intake: FolderIntake,
  ) {}

  /** Undefined while another process polls this mailbox. */
  acquire({ id }: Mailbox): Promise<Lease | undefined> {
    return this.leases.acquire(`mailbox/${id}`, LEASE_MS);
  }

  /** Signs in and opens the folder; the signal closes the connection. @throws what `mailFailure` has words for */
  async open(mailbox: Mailbox, signal: AbortSignal): Promise<ImapFolder> {
    const { incoming = '' } = this.mailboxes.secrets(mailbox);
    const client = await connectImap(mailbox, incoming, signal);
    try {
      return await ImapFolder.open(client, mailbox);
    } catch (error) {
      client.close();
      throw error;
    }
  }

  get pollEveryMs(): number {
    return this.settings.get('mail_poll_minutes') * 60_000;
  }

  now(): Date {
    return this.clock.now();
  }
}
