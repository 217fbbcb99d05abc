import { AppError } from '../common/errors.js';

export class StaffNotFound extends AppError {
  constructor() {
    super('not_found', 'staff.not_found', 'There is no such member of staff.');
  }
}

export class StaffEmailTaken extends AppError {
  constructor() {
    super('conflict', 'staff.email_taken', 'Another member of staff has this e-mail address.');
  }
}

/** Without an active administrator nobody could let anybody in again. */
export class LastAdministrator extends AppError {
  constructor() {
    super(
      'conflict',
      'staff.last_admin',
      'The last active administrator cannot be disabled, demoted or deleted.',
    );
  }
}
