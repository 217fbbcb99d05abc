import { AppError } from '../common/errors.js';
import { sizeInWords } from './file-size.js';

export class AttachmentNotFound extends AppError {
  constructor() {
    super('not_found', 'attachment.not_found');
  }
}

/** The row is there, its content is not: the storage lost it or was not restored with the database. */
export class AttachmentContentMissing extends AppError {
  constructor() {
    super('not_found', 'attachment.content_missing');
  }
}

/** Made for another file or another time, or that time is over. */
export class AttachmentLinkInvalid extends AppError {
  constructor() {
    super('forbidden', 'attachment.link_invalid');
  }
}

export class AttachmentTypeNotAllowed extends AppError {
  constructor(readonly fileName: string) {
    super('invalid', 'attachment.type_not_allowed', { values: { fileName }, status: 415 });
  }
}

export class AttachmentTooLarge extends AppError {
  constructor(readonly maxBytes: number) {
    super('invalid', 'attachment.too_large', { values: { most: sizeInWords(maxBytes) }, status: 413 });
  }
}

export class TooManyAttachments extends AppError {
  constructor(readonly max: number) {
    super('invalid', 'attachment.too_many', { values: { max } });
  }
}
