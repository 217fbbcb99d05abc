import { AppError } from '../common/errors.js';

export class MessageNotFound extends AppError {
  constructor() {
    super('not_found', 'message.not_found');
  }
}

/** The message that opened a ticket goes only with the ticket. */
export class MessageOpensTicket extends AppError {
  constructor() {
    super('conflict', 'message.opens_ticket');
  }
}

export class MessageNotYours extends AppError {
  constructor() {
    super('forbidden', 'message.not_yours');
  }
}

/** Larger than one statement to the database may be. */
export class MessageTooLarge extends AppError {
  constructor() {
    super('invalid', 'message.too_large', { status: 413 });
  }
}
