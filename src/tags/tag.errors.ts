import { AppError } from '../common/errors.js';

export class TagNotFound extends AppError {
  constructor() {
    super('not_found', 'tag.not_found');
  }
}

/** Case does not count. */
export class TagNameTaken extends AppError {
  constructor() {
    super('conflict', 'tag.name_taken');
  }
}
