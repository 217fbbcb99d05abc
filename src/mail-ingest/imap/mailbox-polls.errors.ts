import { AppError } from '../../common/errors.js';

/** It is inactive, or its mails do not come by IMAP. */
export class MailboxNotPolled extends AppError {
  constructor() {
    super('conflict', 'mailbox.not_polled', 'The mailbox is inactive, or does not fetch its mails.');
  }
}

/** The server, the way to it or the account: `detail` says which. */
export class MailboxUnreachable extends AppError {
  constructor(detail: string) {
    super('conflict', 'mailbox.unreachable', detail);
  }
}

export class PollGoesOn extends AppError {
  constructor() {
    super('unavailable', 'mailbox.poll_goes_on', 'The look goes on: see the state of the mailbox.');
  }
}
