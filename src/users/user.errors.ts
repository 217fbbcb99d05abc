import { AppError } from '../common/errors.js';

export class UserNotFound extends AppError {
  constructor() {
    super('not_found', 'user.not_found', 'There is no such user.');
  }
}

export class UserEmailTaken extends AppError {
  constructor() {
    super('conflict', 'user.email_taken', 'Another user has this e-mail address.', {
      faults: [{ pointer: '/email', code: 'taken', detail: 'Another user has this e-mail address.' }],
    });
  }
}
