import { AppError, fieldFault } from '../common/errors.js';

export class UserNotFound extends AppError {
  constructor() {
    super('not_found', 'user.not_found');
  }
}

export class UserEmailTaken extends AppError {
  constructor() {
    super('conflict', 'user.email_taken', {
      faults: [fieldFault('/email', 'taken.user_email')],
    });
  }
}

/** Staff edit users; whether one may come in is decided from superuser up. */
export class UserActivationRefused extends AppError {
  constructor() {
    super('forbidden', 'user.activation_refused');
  }
}
