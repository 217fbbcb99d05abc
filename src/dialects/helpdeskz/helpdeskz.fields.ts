import { ApiProperty } from '@nestjs/swagger';

/* The parameters of each endpoint, for the documentation. They are read by the *.forms.ts beside this file. */

const FILES = {
  type: 'array',
  required: false,
  items: { type: 'string', format: 'binary' },
  description: 'Files, as many as the setting `ticket_attachment_number` allows.',
} as const;

export class UserFields {
  /** @example "John Doe" */
  fullname: string;
  /** @example "john.doe@demo.com" */
  email: string;
  /** 1: the user gets a welcome mail. */
  notify?: string;
}

export class UserListFields {
  /** Find the one user with this address: the answer then has `user_data`. */
  email?: string;
  /** From 1; 25 users a page. */
  page?: string;
}

export class UserChangeFields {
  /** @example "john.doe123@demo.com" */
  new_email: string;
}

export class DepartmentFields {
  /** @example "Bug report" */
  name: string;
  /** 0 public, 1 private. @example "0" */
  private: string;
}

export class TicketFields {
  /** Who opens the ticket: `user` or `staff`. */
  opener: 'user' | 'staff';
  user_id: string;
  /** Required when `opener` is `staff`. */
  staff_id?: string;
  department_id: string;
  subject: string;
  /** HTML. */
  body: string;
  /** 1: the user gets a mail about the ticket. */
  notify?: string;
  @ApiProperty(FILES)
  'attachment[]'?: string[];
}

export class TicketListFields {
  department_id?: string;
  user_id?: string;
  /** 1 open, 2 answered, 3 awaiting reply, 4 in progress, 5 closed; wins over `status_id`. */
  status?: string;
  /** The same under the name the documentation gives it. */
  status_id?: string;
  /** From 1; the setting `tickets_page` says how many a page. */
  page?: string;
}

export class TicketChangeFields {
  department_id?: string;
  /** 1 open, 2 answered, 3 awaiting reply, 4 in progress, 5 closed; wins over `status_id`. */
  status?: string;
  /** The same under the name the documentation gives it. */
  status_id?: string;
}

export class MessageFields {
  ticket_id: string;
  /** Who replies: `user` or `staff`. */
  replier: 'user' | 'staff';
  /** Required when `replier` is `staff`. */
  staff_id?: string;
  /** HTML. */
  message: string;
  /** 1: the ticket is closed after the reply; only for staff. */
  close?: string;
  @ApiProperty(FILES)
  'attachment[]'?: string[];
}

export class MessageListFields {
  /** From 1; the setting `tickets_replies` says how many a page. */
  page?: string;
}

export class FileListFields {
  ticket_id?: string;
  msg_id?: string;
}

export class StaffListFields {
  /** Find the one with this username. */
  username?: string;
}

export class StaffAuthFields {
  username: string;
  password: string;
  /** Required when the account has a second factor. */
  two_factor?: string;
  /** The address of the person who signs in: failures are counted against it. */
  ip_address: string;
}
