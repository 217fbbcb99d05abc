import { AppError } from '../../common/errors.js';
import type { MailFailure } from '../../mailboxes/mail-failure.js';

/** It is inactive, or its mails do not come by IMAP. */
export class MailboxNotPolled extends AppError {
  constructor() {
    super('conflict', 'mailbox.not_polled');
  }
}

/** The server, the way to it or the account: `detail` says which. */
export class MailboxUnreachable extends AppError {
  constructor({ text }: MailFailure) {
    super('conflict', 'mailbox.unreachable', { values: { why: text } });
  }
}

export class PollGoesOn extends AppError {
  constructor() {
    super('unavailable', 'mailbox.poll_goes_on');
  }
}
