import type { Bulk } from './bulk.js';
import type { DatabaseSettings } from './data-source.js';

/** Reads what was committed when it was opened, whatever is written meanwhile. */
export const openSnapshot = (settings: DatabaseSettings): Promise<Bulk> => open(settings, 'read');

/** Writes in one transaction, in any order of tables: references are not checked. */
export const openForFilling = (settings: DatabaseSettings): Promise<Bulk> => open(settings, 'write');

async function open(settings: DatabaseSettings, how: 'read' | 'write'): Promise<Bulk> {
  if (settings.databaseUrl) return (await import('./mariadb-bulk.js')).MariadbBulk.open(settings, how);
  return (await import('./sqlite-bulk.js')).SqliteBulk.open(settings, how);
}
