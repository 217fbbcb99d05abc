import type { Locale } from './locales.js';

export type Role = 'admin' | 'superuser' | 'staff';
export const ROLES: readonly Role[] = ['admin', 'superuser', 'staff'];

/**
 * Who acts. A `token` acts for the desk (departments and private flags do not bind it), `system` is the desk itself.
 * `permissions` are words like `tickets/read`; a role's permissions are a table in staff-auth.
 */
export type Actor =
  | {
      kind: 'staff';
      id: number;
      name: string;
      role: Role;
      departmentIds: readonly number[];
      permissions: ReadonlySet<string>;
      /** Null or absent: not chosen. */
      locale?: Locale | null;
    }
  | { kind: 'user'; id: number; name: string; permissions: ReadonlySet<string>; locale?: Locale | null }
  | { kind: 'token'; id: number; name: string; permissions: ReadonlySet<string> }
  | { kind: 'system'; id: null; name: string; permissions: ReadonlySet<string> };

/** Who wrote a message or caused an event: kept as a snapshot, so that history survives a deleted account. */
export interface Author {
  kind: Actor['kind'];
  id: number | null;
  name: string;
}

export const SYSTEM: Actor = { kind: 'system', id: null, name: 'Switchdesk', permissions: new Set() };

export const authorOf = (actor: Actor): Author => ({ kind: actor.kind, id: actor.id, name: actor.name });

/** Staff below superuser see and change only what lies in their departments. */
export const seesAllDepartments = (actor: Actor): boolean =>
  actor.kind === 'token' || actor.kind === 'system' || (actor.kind === 'staff' && actor.role !== 'staff');
