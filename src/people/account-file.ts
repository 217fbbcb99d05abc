import { isEmailAddress } from '../common/email-address.js';
import { isPasswordHash } from '../staff-auth/passwords.js';

/** An account in Flicket's `users.json`: these four and no others. */
export interface FileAccount {
  username: string;
  name: string;
  email: string;
  /** A hash; empty: no password fits. */
  password: string;
}

/** What is wrong with a row, counted from 1 as people count. */
export interface RowFault {
  row: number;
  /** Empty: the row as a whole. */
  field: string;
  rule: string;
}

export type AccountKind = 'staff' | 'user';

const FIELDS = ['username', 'name', 'email', 'password'] as const;

/** One line without control characters, not blank. */
const LINE = /^(?=.*\S)[^\p{Cc}\p{Cs}]*$/u;

const RULES: Record<keyof FileAccount, (value: string, kind: AccountKind) => string | undefined> = {
  username: (value) =>
    LINE.test(value) && value.length <= 190 ? undefined : 'must be one line of 1 to 190 characters',
  name: (value) =>
    LINE.test(value) && value.length <= 500 ? undefined : 'must be one line of 1 to 500 characters',
  email: (value, kind) =>
    isEmailAddress(value) || (value === '' && kind === 'staff') ? undefined : 'is not an e-mail address',
  password: (value) => (value === '' || isPasswordHash(value) ? undefined : 'is no hash of a password'),
};

/** Reads the rows, in the order of the file; a row that breaks a rule is among the faults, with the first of its faults. */
export function readAccounts(
  rows: readonly unknown[],
  kind: AccountKind,
): { accounts: Map<number, FileAccount>; faults: RowFault[] } {
  const accounts = new Map<number, FileAccount>();
  const faults: RowFault[] = [];
  for (const [at, value] of rows.entries()) {
    const fault = faultOf(value, kind);
    if (fault) faults.push({ row: at + 1, ...fault });
    else accounts.set(at + 1, value as FileAccount);
  }
  return { accounts, faults };
}

function faultOf(value: unknown, kind: AccountKind): Omit<RowFault, 'row'> | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { field: '', rule: 'must be an object' };
  const given = value as Record<string, unknown>;
  const unknown = Object.keys(given).find((name) => !FIELDS.some((field) => field === name));
  if (unknown !== undefined) return { field: unknown, rule: 'is unknown' };
  for (const field of FIELDS) {
    if (given[field] === undefined) return { field, rule: 'is missing' };
    // Flicket's users of a Windows domain have no address.
    if (field === 'email' && given[field] === null) given[field] = '';
    const text = given[field];
    const rule = typeof text === 'string' ? RULES[field](text, kind) : 'must be a text';
    if (rule) return { field, rule };
  }
  return undefined;
}
