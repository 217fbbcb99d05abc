/** How to go on in a list. */
export class PageDto {
  /** Cursor of the next page; null on the last. */
  next: string | null;
  /** Cursor of the page before; null on the first. */
  prev: string | null;
  limit: number;
}
