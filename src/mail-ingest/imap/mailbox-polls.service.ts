import { setTimeout } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { mailFailure } from '../../mailboxes/mail-failure.js';
import type { Mailbox } from '../../mailboxes/mailbox.entity.js';
import { MailboxesService } from '../../mailboxes/mailboxes.service.js';
import type { PollResult } from './folder-intake.js';
import { ImapDesk } from './imap-desk.js';
import { ImapSupervisor } from './imap-supervisor.js';
import { MailboxNotPolled, MailboxUnreachable, PollGoesOn } from './mailbox-polls.errors.js';
import { Suspects } from './suspects.js';

/** How long somebody who asked for a look waits for its end. */
const PATIENCE_MS = 60_000;

/** Looks into a mailbox because somebody asks for it, not because it is time. */
@Injectable()
export class MailboxPolls {
  constructor(
    private readonly mailboxes: MailboxesService,
    private readonly desk: ImapDesk,
    private readonly supervisor: ImapSupervisor,
  ) {}

  /**
   * A look now: by the poller of this process, or over a connection of our own where another process polls.
   * @throws MailboxNotFound, MailboxNotPolled, MailboxUnreachable, PollGoesOn
   */
  async poll(id: number): Promise<PollResult> {
    const mailbox = await this.mailboxes.get(id);
    if (!mailbox.isPolled()) throw new MailboxNotPolled();
    const look = this.supervisor.poll(mailbox) ?? this.lookOnce(mailbox);
    const late = setTimeout(PATIENCE_MS, undefined, { ref: false });
    const result = await Promise.race([look, late]).catch((error: unknown) => {
      throw new MailboxUnreachable(mailFailure(error));
    });
    if (!result) throw new PollGoesOn();
    return result;
  }

  /**
   * Beside the poller of another process, should there be one: the ledger takes each place once, a mark set twice is
   * one, and a mail that was moved away meanwhile is simply gone. Only the work is done twice.
   */
  private async lookOnce(mailbox: Mailbox): Promise<PollResult> {
    const folder = await this.desk.open(mailbox, new AbortController().signal);
    try {
      const result = await this.desk.intake.poll(folder, new Suspects(), 'recent');
      await this.desk.states.incomingSucceeded(mailbox.id, this.desk.now(), result.lagSeconds);
      return result;
    } finally {
      folder.close();
    }
  }
}
