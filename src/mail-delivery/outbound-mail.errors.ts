import { AppError } from '../common/errors.js';

export class OutboundMailNotFound extends AppError {
  constructor() {
    super('not_found', 'outbound_mail.not_found');
  }
}

/** The raw mail was purged, or its file is lost. */
export class OutboundMailRawGone extends AppError {
  constructor() {
    super('not_found', 'outbound_mail.raw_gone');
  }
}

export class OutboundMailBeingSent extends AppError {
  constructor() {
    super('conflict', 'outbound_mail.being_sent');
  }
}

export class OutboundMailSettled extends AppError {
  constructor() {
    super('conflict', 'outbound_mail.settled');
  }
}
