import { isEmailAddress } from '../common/email-address.js';
import type { Text } from '../common/texts.js';
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
  rule: Text;
}

export type AccountKind = 'staff' | 'user';

const FIELDS = ['username', 'name', 'email', 'password'] as const;

/** One line without control characters, not blank. */
const LINE = /^(?=.*\S)[^\p{Cc}\p{Cs}]*$/u;

const line = (max: number): Text => ({ key: 'rules/line', values: { max } });

const RULES: Record<keyof FileAccount, (value: string, kind: AccountKind) => Text | undefined> = {
  username: (value) => (LINE.test(value) && value.length <= 190 ? undefined : line(190)),
  name: (value) => (LINE.test(value) && value.length <= 500 ? undefined : line(500)),
  email: (value, kind) =>
    isEmailAddress(value) || (value === '' && kind === 'staff') ? undefined : { key: 'rules/email' },
  password: (value) => (value === '' || isPasswordHash(value) ? undefined : { key: 'rules/hash' }),
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
    return { field: '', rule: { key: 'rules/object' } };
  const given = value as Record<string, unknown>;
  const unknown = Object.keys(given).find((name) => !FIELDS.some((field) => field === name));
  if (unknown !== undefined) return { field: unknown, rule: { key: 'rules/unknown' } };
  for (const field of FIELDS) {
    if (given[field] === undefined) return { field, rule: { key: 'rules/missing' } };
    // Flicket's users of a Windows domain have no address.
    if (field === 'email' && given[field] === null) given[field] = '';
    const text = given[field];
    const rule = typeof text === 'string' ? RULES[field](text, kind) : { key: 'rules/text' as const };
    if (rule) return { field, rule };
  }
  return undefined;
}
