import { AppError } from '../common/errors.js';

export class ApiTokenNotFound extends AppError {
  constructor() {
    super('not_found', 'api_token.not_found');
  }
}

/** Two API tokens cannot be the same text. */
export class ApiTokenTaken extends AppError {
  constructor() {
    super('conflict', 'api_token.taken');
  }
}
