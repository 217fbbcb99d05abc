import { AppError } from '../common/errors.js';

/** Or it is somebody else's. */
export class SavedSearchNotFound extends AppError {
  constructor() {
    super('not_found', 'saved_search.not_found');
  }
}

/** Shared ones are run by all, and changed by who made them, superusers and administrators. */
export class SavedSearchNotYours extends AppError {
  constructor() {
    super('forbidden', 'saved_search.not_yours');
  }
}
