import { AppError } from '../common/errors.js';
import type { Text } from '../common/texts.js';
import type { DepartmentImport } from '../departments/departments.service.js';
import type { MailboxImport } from '../mailboxes/mailbox.input.js';
import type { ApiTokenImport } from '../staff-auth/api-tokens.service.js';
import type { StaffImport } from '../staff-auth/staff-import.service.js';
import type { UserImport } from '../users/users.service.js';
import type { Fault } from './file-values.js';
import { requireConsistency } from './load-checks.js';
import { readFormat, type LoadContent } from './load-format.js';

/** A user of a file; a password in clear is hashed before it is written. */
export type FileUser = UserImport & { password?: string };

/** What `switchdesk load` writes, in the order of the file. */
export interface LoadFile {
  settings: Record<string, unknown>;
  departments: DepartmentImport[];
  staff: StaffImport[];
  users: FileUser[];
  apiTokens: ApiTokenImport[];
  mailboxes: MailboxImport[];
}

const FAULTS_SHOWN = 50;

/** A rule that something in the file breaks; `place` empty: the file as a whole. */
export const faultAt = (place: string, rule: Text): Text =>
  place
    ? { key: 'commands/load.fault', values: { place, rule } }
    : { key: 'commands/load.fault_of_file', values: { rule } };

/** Everything that is wrong with the file, said at once, each fault with its place: `users[3].email`. */
export class LoadFileFaulty extends AppError {
  constructor(readonly faults: readonly Text[]) {
    const shown = faults.slice(0, FAULTS_SHOWN);
    const more = faults.length - shown.length;
    const all = more ? [...shown, { key: 'commands/load.more_faults', values: { more } } as const] : shown;
    const list: Text[] = all.map((fault) => ({ key: 'commands/load.line', values: { fault } }));
    super('invalid', 'load.faulty_file', { values: { count: faults.length, list } });
  }
}

/**
 * Reads the file of `switchdesk load`.
 * @throws LoadFileFaulty naming every fault with its place.
 */
export function readLoadFile(json: string): LoadFile {
  const faults: Text[] = [];
  const fault: Fault = (rule, place = '') => faults.push(faultAt(place.slice(1), rule));
  const content = readFormat(parse(json), fault) ?? {};
  // Faults between entries are looked for only where each entry is right.
  if (!faults.length) requireConsistency(content, fault);
  if (faults.length) throw new LoadFileFaulty(faults);
  return toLoadFile(content);
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json.replace(/^\uFEFF/, ''));
  } catch (error) {
    const reason = (error as Error).message;
    throw new LoadFileFaulty([faultAt('', { key: 'rules/json', values: { reason } })]);
  }
}

const toLoadFile = ({
  settings = {},
  departments = [],
  staff = [],
  users = [],
  apiTokens = [],
  mailboxes = [],
}: LoadContent): LoadFile => ({
  settings,
  departments: departments.map(({ order, ...department }) => ({
    private: false,
    ...department,
    ...(order !== undefined && { position: order }),
  })),
  staff: staff.map(({ departments: departmentIds = [], ...account }) => ({
    role: 'staff',
    active: true,
    ...account,
    departmentIds,
  })),
  users,
  apiTokens: apiTokens.map((apiToken) => ({ permissions: [], allowedAddresses: [], ...apiToken })),
  mailboxes,
});
