import { AppError } from '../common/errors.js';
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

/** Everything that is wrong with the file, said at once, each fault with its place: `users[3].email`. */
export class LoadFileFaulty extends AppError {
  constructor(readonly faults: string[]) {
    const shown = faults.slice(0, FAULTS_SHOWN);
    if (faults.length > shown.length) shown.push(`… and ${faults.length - shown.length} more`);
    const count = faults.length === 1 ? 'a fault' : `${faults.length} faults`;
    super('invalid', 'load.faulty_file', { values: { count, value: shown.join('\n  ') } });
  }
}

/**
 * Reads the file of `switchdesk load`.
 * @throws LoadFileFaulty naming every fault with its place.
 */
export function readLoadFile(json: string): LoadFile {
  const faults: string[] = [];
  const fault: Fault = (words, place = '') => faults.push(`${place.slice(1) || 'The file'} ${words}`);
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
    throw new LoadFileFaulty([`The file is not JSON: ${(error as Error).message}`]);
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
