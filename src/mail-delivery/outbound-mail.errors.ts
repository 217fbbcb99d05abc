import { AppError } from '../common/errors.js';

export class OutboundMailNotFound extends AppError {
  constructor() {
    super('not_found', 'outbound_mail.not_found', 'There is no such mail.');
  }
}

/** The raw mail was purged, or its file is lost. */
export class OutboundMailRawGone extends AppError {
  constructor() {
    super('not_found', 'outbound_mail.raw_gone', 'The mail is no longer kept as it was sent.');
  }
}

export class OutboundMailBeingSent extends AppError {
  constructor() {
    super('conflict', 'outbound_mail.being_sent', 'The mail is being sent right now.');
  }
}

export class OutboundMailSettled extends AppError {
  constructor() {
    super('conflict', 'outbound_mail.settled', 'There is nobody left for whom that could be done.');
  }
}
