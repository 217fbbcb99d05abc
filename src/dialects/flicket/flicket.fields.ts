/* What requests carry, for the documentation; it is read by `FlicketCall` and the forms. */

export class PageFields {
  /** From 1; also in the path, where the addresses in `_links` have it there. */
  page?: number;
  /** At most 100; absent: the setting `posts_per_page`. */
  per_page?: number;
}

export class UserFields extends PageFields {
  /** A part of the name, whatever its case. */
  name?: string;
}

export class CategoryFilterFields extends PageFields {
  department_id?: number;
  /** Its exact name. */
  department?: string;
}

export class DepartmentCategoryFields extends PageFields {
  /** A part of `Department / Category`, whatever its case. */
  department_category?: string;
  department_id?: number;
  /** The end of the department's name. */
  department?: string;
}

export class HistoryFields extends PageFields {
  /** Of what this ticket was opened with. */
  topic_id?: number;
  /** Of this post. */
  post_id?: number;
}

export class TicketFields {
  /** One line, at most 1,000 characters. @example "The printer is on fire" */
  title: string;
  /** Markdown. @example "It *really* is." */
  content: string;
  /** The department follows from it. @example 1 */
  category_id: number;
  /** 1 low, 2 medium, 3 high. @example 2 */
  ticket_priority_id: number;
}

export class DepartmentFields {
  /** @example "Quality" */
  department: string;
}

export class CategoryFields {
  /** @example "Manuals" */
  category: string;
  /** @example 1 */
  department_id: number;
}
