import type { FlicketCall, NumberedPage } from './flicket-call.js';
import { ActionShape } from './action.shapes.js';
import { HistoryShape, SubscriptionShape, UploadShape } from './attached.shapes.js';
import { UserShape } from './flicket.shapes.js';
import {
  CategoryShape,
  DepartmentCategoryShape,
  DepartmentShape,
  PriorityShape,
  StatusShape,
} from './place.shapes.js';
import { PostShape, TicketShape } from './ticket.shapes.js';

export class PageLinksShape {
  /** Null on the last page. */
  next: string | null;
  /** Null on the first page. */
  prev: string | null;
  self: string;
}

export class PageMetaShape {
  /** @example 1 */
  page: number;
  /** @example 50 */
  per_page: number;
  /** Where they are counted and not kept, exact up to 1,000: beyond that at least so many. */
  total_items: number;
  total_pages: number;
}

class PageShape {
  _links: PageLinksShape;
  _meta: PageMetaShape;
}

export class TicketPageShape extends PageShape {
  items: TicketShape[];
}
export class PostPageShape extends PageShape {
  items: PostShape[];
}
export class UserPageShape extends PageShape {
  items: UserShape[];
}
export class StatusPageShape extends PageShape {
  items: StatusShape[];
}
export class PriorityPageShape extends PageShape {
  items: PriorityShape[];
}
export class DepartmentPageShape extends PageShape {
  items: DepartmentShape[];
}
export class CategoryPageShape extends PageShape {
  items: CategoryShape[];
}
export class DepartmentCategoryPageShape extends PageShape {
  items: DepartmentCategoryShape[];
}
export class SubscriptionPageShape extends PageShape {
  items: SubscriptionShape[];
}
export class HistoryPageShape extends PageShape {
  items: HistoryShape[];
}
export class UploadPageShape extends PageShape {
  items: UploadShape[];
}
export class ActionPageShape extends PageShape {
  items: ActionShape[];
}

/** Where the pages of a list are: the number goes into the path after `path`, or into the query. */
export interface ListPlace {
  path: string;
  numbered: 'path' | 'query';
  filters?: Record<string, string | number | undefined>;
}

/** A page in its envelope; beyond the end there are no items, and it is no error. */
export function pageShape<T>(
  call: FlicketCall,
  { path, numbered, filters }: ListPlace,
  { number, perPage }: NumberedPage,
  { items, total }: { items: T[]; total: number },
): { _links: PageLinksShape; _meta: PageMetaShape; items: T[] } {
  const pages = Math.ceil(total / perPage);
  const at = (page: number): string =>
    numbered === 'path'
      ? call.url(`${path}${page}/`, { per_page: perPage, ...filters })
      : call.url(path, { page, per_page: perPage, ...filters });
  return {
    _links: {
      next: number < pages ? at(number + 1) : null,
      prev: number > 1 ? at(number - 1) : null,
      self: at(number),
    },
    _meta: { page: number, per_page: perPage, total_items: total, total_pages: pages },
    items,
  };
}

/** A page of a list that is at hand as a whole. */
export function pageOfAll<T, S>(
  call: FlicketCall,
  place: ListPlace,
  all: readonly T[],
  shape: (call: FlicketCall, one: T) => S,
): { _links: PageLinksShape; _meta: PageMetaShape; items: S[] } {
  const page = call.page();
  const items = all.slice(page.offset, page.offset + page.limit).map((one) => shape(call, one));
  return pageShape(call, place, page, { items, total: all.length });
}
