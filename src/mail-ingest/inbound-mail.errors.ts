import { AppError } from '../common/errors.js';

export class InboundMailNotFound extends AppError {
  constructor() {
    super('not_found', 'inbound_mail.not_found', 'There is no such mail.');
  }
}

/** The raw mail was purged, was never taken over, or its file is lost. */
export class InboundMailRawGone extends AppError {
  constructor() {
    super('not_found', 'inbound_mail.raw_gone', 'The mail is not kept as it came.');
  }
}

/** It is where it belongs; what is wrong there is put right by moving it. */
export class InboundMailProcessed extends AppError {
  constructor() {
    super('conflict', 'inbound_mail.processed', 'The mail has been processed.');
  }
}

/** Nothing of it stands in any ticket. */
export class InboundMailWithoutMessage extends AppError {
  constructor() {
    super('conflict', 'inbound_mail.without_message', 'The mail has no message that could be moved.');
  }
}
