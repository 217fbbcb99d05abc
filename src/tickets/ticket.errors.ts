import { AppError } from '../common/errors.js';

/** Also said of a ticket that the caller may not see: nobody learns that it exists. */
export class TicketNotFound extends AppError {
  constructor() {
    super('not_found', 'ticket.not_found');
  }
}

export class TicketTransitionRefused extends AppError {
  constructor(action: string, status: string) {
    super('conflict', 'ticket.transition_refused', { values: { status, action } });
  }
}

export class TicketNotYours extends AppError {
  constructor(action: string) {
    super('forbidden', 'ticket.not_yours', { values: { action } });
  }
}

/** Who gets copies of it as a user may have been given no more than to read it. */
export class TicketReadOnly extends AppError {
  constructor() {
    super('forbidden', 'ticket.read_only');
  }
}

/** Staff move, claim, assign and hold tickets within their departments, whatever else they may see. */
export class DepartmentNotYours extends AppError {
  constructor() {
    super('forbidden', 'ticket.department_not_yours');
  }
}

/** By the settings `change_category` and `change_category_only_admin_or_super_user`. */
export class TicketMoveRefused extends AppError {
  constructor() {
    super('forbidden', 'ticket.move_refused');
  }
}

/** An order whose cost would follow the table, or that makes no sense for the filter. */
export class TicketSortNotSupported extends AppError {
  constructor(sort: string) {
    super('invalid', 'ticket.sort_not_supported', { values: { sort } });
  }
}

/** What is asked for is the desk's to do. */
export class TicketStaffOnly extends AppError {
  constructor() {
    super('forbidden', 'ticket.staff_only');
  }
}

/** It lives on in another ticket. */
export class TicketMerged extends AppError {
  constructor(id: number, mergedIntoId: number) {
    super('conflict', 'ticket.merged', { values: { id, mergedIntoId }, details: { mergedIntoId } });
  }
}

/** `force` closes it all the same. */
export class TicketHasOpenDependencies extends AppError {
  constructor() {
    super('conflict', 'ticket.open_dependencies');
  }
}

/** Directly or through others, the other ticket depends on this one. */
export class TicketDependencyCycle extends AppError {
  constructor() {
    super('conflict', 'ticket.dependency_cycle');
  }
}

/** Also said of a link whose other ticket the caller may not see. */
export class TicketLinkNotFound extends AppError {
  constructor() {
    super('not_found', 'ticket_link.not_found');
  }
}

export class SubscriberNotFound extends AppError {
  constructor() {
    super('not_found', 'subscriber.not_found');
  }
}

export class PublicLinkNotFound extends AppError {
  constructor() {
    super('not_found', 'public_link.not_found');
  }
}
