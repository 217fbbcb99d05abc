import { AppError } from '../common/errors.js';

export class MailboxNotFound extends AppError {
  constructor() {
    super('not_found', 'mailbox.not_found', 'There is no such mailbox.');
  }
}

export class MailboxAddressTaken extends AppError {
  constructor() {
    super('conflict', 'mailbox.address_taken', 'There is a mailbox with this address already.', {
      faults: [{ pointer: '/address', code: 'taken', detail: 'The address is that of another mailbox.' }],
    });
  }
}
