import { sizeInWords } from '../../attachments/file-size.js';
import { AppError, InvalidInput } from '../../common/errors.js';

export class AvatarNotFound extends AppError {
  constructor() {
    super('not_found', 'avatar.not_found');
  }
}

export class AvatarTooLarge extends AppError {
  constructor(maxBytes: number) {
    super('invalid', 'avatar.too_large', { values: { most: sizeInWords(maxBytes) }, status: 413 });
  }
}

/** No picture of a kind that is read, a broken one, or one with too many pixels. */
export const unreadableAvatar = (megapixels: number): InvalidInput =>
  InvalidInput.field('avatar', 'unreadable', { megapixels });
