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
