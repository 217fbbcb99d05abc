import { AppError } from '../common/errors.js';

export class MessageNotFound extends AppError {
  constructor() {
    super('not_found', 'message.not_found', 'There is no such message.');
  }
}

/** The message that opened a ticket goes only with the ticket. */
export class MessageOpensTicket extends AppError {
  constructor() {
    super('conflict', 'message.opens_ticket', 'This message opened the ticket; it goes only with it.');
  }
}

export class MessageNotYours extends AppError {
  constructor() {
    super('forbidden', 'message.not_yours', 'Only its author or an administrator may change this message.');
  }
}

/** Larger than one statement to the database may be. */
export class MessageTooLarge extends AppError {
  constructor() {
    super('invalid', 'message.too_large', 'The message is too long.', { status: 413 });
  }
}
