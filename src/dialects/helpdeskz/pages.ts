import { HelpdeskzRefusal } from './helpdeskz.errors.js';
import type { HelpdeskzForm } from './helpdeskz-form.js';

export interface NumberedPage {
  offset: number;
  limit: number;
}

/** Far beyond any list, yet a number that every database takes as an offset. */
const LAST_PAGE = 10_000_000;

/**
 * The page that is asked for: the first when `page` is no number.
 * @throws HelpdeskzRefusal when it is a number that no page has
 */
export function pageOf(form: HelpdeskzForm, limit: number): NumberedPage {
  const page = Number(form.number('page') ?? 1);
  if (page < 1 || !Number.isInteger(page)) throw new HelpdeskzRefusal('Page not found.');
  return { offset: (Math.min(page, LAST_PAGE) - 1) * limit, limit };
}

/** The messages of a ticket are more lenient: whatever is no page is the first. */
export function lenientPageOf(form: HelpdeskzForm, limit: number): NumberedPage {
  const page = Math.trunc(Number(form.number('page') ?? 1));
  return { offset: (Math.min(Math.max(page, 1), LAST_PAGE) - 1) * limit, limit };
}

export const pagesOf = (total: number, limit: number): number => Math.ceil(total / limit);
