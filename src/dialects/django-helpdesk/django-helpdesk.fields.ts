/* What requests may say, for the documentation. They are read by the files `*.forms.ts`. */

export class ListParameters {
  /** Of lists in the shape `page`: a number, or `last`. */
  page?: string;
  /** At most 100. */
  page_size?: number;
}

export class TicketListParameters extends ListParameters {
  /** Numbers and names, separated by commas. @example "1,Reopened" */
  status?: string;
}

export class TicketChangeFields {
  /** The id of a department. */
  queue: number;
  /** At most 200 characters. */
  title: string;
  description?: string | null;
  resolution?: string | null;
  submitter_email?: string | null;
  /** The id of an active member of staff. */
  assigned_to?: number | null;
  /** 1 open, 2 reopened, 3 resolved, 4 closed, 5 duplicate. */
  status?: number;
  on_hold?: boolean;
  /** 1 critical to 5 very low. */
  priority?: number;
  /** @example "2026-11-28T12:00:00Z" */
  due_date?: string | null;
  /** The id of another ticket. */
  merged_to?: number | null;
}

/** Also `custom_<name>`. Status, resolution, hold and merge are not looked at. */
export class TicketFields extends TicketChangeFields {
  declare description: string;
  /** Of a multipart form: a file. */
  attachment?: string;
}

export class FollowupFields {
  /** The id of a ticket. */
  ticket: number;
  /** Its heading; the ticket keeps its own. */
  title?: string | null;
  comment?: string | null;
  /** Absent: private. */
  public?: boolean;
  new_status?: number | null;
  /** `[DD] [HH:[MM:]]ss`; whole minutes are kept. @example "00:15:00" */
  time_spent?: string | null;
  /** Of a multipart form: files. */
  attachments?: string[];
}

export class AttachmentChangeFields {
  /** The id of a follow-up. */
  followup?: number;
  /** Of a multipart form. */
  file?: string;
  /** Absent: as the file is called. */
  filename?: string;
  /** Not looked at: it is what the file is. */
  mime_type?: string;
  /** Nor is this. */
  size?: number;
}

export class AttachmentFields extends AttachmentChangeFields {
  declare followup: number;
  declare file: string;
}

export class UserFields {
  first_name?: string;
  last_name?: string;
  /** Letters, digits and `@.+-_`; at most 150 characters. */
  username: string;
  email: string;
  password: string;
}
