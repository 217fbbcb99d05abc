import { AppError } from '../common/errors.js';

export class StaffNotFound extends AppError {
  constructor() {
    super('not_found', 'staff.not_found');
  }
}

export class StaffEmailTaken extends AppError {
  constructor() {
    super('conflict', 'staff.email_taken');
  }
}

/** Without an active administrator nobody could let anybody in again. */
export class LastAdministrator extends AppError {
  constructor() {
    super('conflict', 'staff.last_admin');
  }
}
