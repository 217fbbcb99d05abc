import { StaleVersion } from './errors.js';

/**
 * A change is made to the row that was read: `expected` is the version that `If-Match` named, if any.
 * @throws StaleVersion when there is a newer one
 */
export function requireVersion(row: { version: number }, expected: number | undefined): void {
  if (expected !== undefined && expected !== row.version) throw new StaleVersion();
}
