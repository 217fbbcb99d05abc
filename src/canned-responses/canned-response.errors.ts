import { AppError } from '../common/errors.js';

/** Or it is somebody else's, or for departments of others. */
export class CannedResponseNotFound extends AppError {
  constructor() {
    super('not_found', 'canned_response.not_found');
  }
}

/** Shared ones are made and changed by superusers and administrators. */
export class CannedResponseNotYours extends AppError {
  constructor() {
    super('forbidden', 'canned_response.not_yours');
  }
}
