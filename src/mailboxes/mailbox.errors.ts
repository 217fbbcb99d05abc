import { AppError, fieldFault } from '../common/errors.js';

export class MailboxNotFound extends AppError {
  constructor() {
    super('not_found', 'mailbox.not_found');
  }
}

export class MailboxAddressTaken extends AppError {
  constructor() {
    super('conflict', 'mailbox.address_taken', {
      faults: [fieldFault('/address', 'taken.mailbox_address')],
    });
  }
}
