import { AppError } from '../common/errors.js';

export class InboundMailNotFound extends AppError {
  constructor() {
    super('not_found', 'inbound_mail.not_found');
  }
}

/** The raw mail was purged, was never taken over, or its file is lost. */
export class InboundMailRawGone extends AppError {
  constructor() {
    super('not_found', 'inbound_mail.raw_gone');
  }
}

/** It is where it belongs; what is wrong there is put right by moving it. */
export class InboundMailProcessed extends AppError {
  constructor() {
    super('conflict', 'inbound_mail.processed');
  }
}

/** Nothing of it stands in any ticket. */
export class InboundMailWithoutMessage extends AppError {
  constructor() {
    super('conflict', 'inbound_mail.without_message');
  }
}
