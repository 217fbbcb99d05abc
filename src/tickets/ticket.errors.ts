import { AppError } from '../common/errors.js';

/** Also said of a ticket that the caller may not see: nobody learns that it exists. */
export class TicketNotFound extends AppError {
  constructor() {
    super('not_found', 'ticket.not_found', 'There is no such ticket.');
  }
}

export class TicketTransitionRefused extends AppError {
  constructor(action: string, status: string) {
    super(
      'conflict',
      'ticket.transition_refused',
      `A ticket that is ${status} does not take the action "${action}".`,
    );
  }
}

/** A private department takes no tickets from the public. */
export class DepartmentNotOpen extends AppError {
  constructor() {
    super('invalid', 'ticket.department_not_open', 'There is no such department.', {
      faults: [{ pointer: '/departmentId', code: 'unknown', detail: 'There is no such department.' }],
    });
  }
}

export class TicketNotYours extends AppError {
  constructor(action: string) {
    super('forbidden', 'ticket.not_yours', `Only participants of the ticket may ${action} it.`);
  }
}
