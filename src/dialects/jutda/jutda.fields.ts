/* The parameters of each method, for the documentation. They are read by `jutda.forms.ts`. */

export class SignedFields {
  /** An active account of staff; `username` counts as well. @example "susan" */
  user: string;
  /** Its password, or an app password where it has a second factor. @example "fido" */
  password: string;
}

export class FindUserFields extends SignedFields {
  /** Compared exactly. @example "bob" */
  username: string;
}

export class TicketFields extends SignedFields {
  /** @example "31794" */
  ticket: string;
}

export class DeleteFields extends TicketFields {
  /** Any value. @example "yes" */
  confirm: string;
}

export class FollowupFields extends TicketFields {
  /** Text or HTML. */
  message: string;
  /** `y`: the requester reads it and gets it by mail; `n`, the default: only staff do. */
  public?: 'y' | 'n';
}

export class ResolveFields extends TicketFields {
  /** Text or HTML. */
  resolution: string;
}

export class CreateFields extends SignedFields {
  /** The id of a queue. @example "1" */
  queue: string;
  /** At most 100 characters. */
  title: string;
  /** Who asks; gets a mail about the ticket and copies of its public follow-ups. */
  submitter_email?: string;
  /** Text or HTML. */
  body?: string;
  /** The id of an account, from `find_user`. */
  assigned_to?: string;
  /** 1 (high) to 5 (low). @example "3" */
  priority?: string;
  /** `YYYY-MM-DD`, with or without ` HH:MM`, UTC. Also as `due_date_year`, `due_date_month` and `due_date_day`. */
  due_date?: string;
  /** Of the queue: `custom_<name>` for each custom field, staff-only ones too; required ones are. */
  custom_name?: string;
}
