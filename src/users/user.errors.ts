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

/** Staff edit users; whether one may come in is decided from superuser up. */
export class UserActivationRefused extends AppError {
  constructor() {
    super(
      'forbidden',
      'user.activation_refused',
      'Users are disabled and enabled by superusers and administrators.',
    );
  }
}
