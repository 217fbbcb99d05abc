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

export class TicketNotYours extends AppError {
  constructor(action: string) {
    super('forbidden', 'ticket.not_yours', `Only participants of the ticket may ${action} it.`);
  }
}

/** Staff move, claim, assign and hold tickets within their departments, whatever else they may see. */
export class DepartmentNotYours extends AppError {
  constructor() {
    super('forbidden', 'ticket.department_not_yours', 'This is for the members of the department.');
  }
}

/** An order whose cost would follow the table, or that makes no sense for the filter. */
export class TicketSortNotSupported extends AppError {
  constructor(sort: string) {
    super(
      'invalid',
      'ticket.sort_not_supported',
      `This list is not sorted by "${sort}": overdue tickets are by overdueAt or -overdueAt, and only they are.`,
    );
  }
}
