import { Injectable } from '@nestjs/common';
import { SYSTEM, authorOf, type Actor } from '../common/actor.js';
import { emailKey } from '../common/email-address.js';
import { Database, type Tx } from '../database/database.js';
import { marks } from '../database/marks.js';
import { DepartmentsService } from '../departments/departments.service.js';
import { EventsService } from '../events/events.service.js';
import { MembersService } from '../staff-auth/members.service.js';
import { StaffService } from '../staff-auth/staff.service.js';
import { usernameKey } from '../users/usernames.js';
import { UsersService } from '../users/users.service.js';
import { readAccounts, type AccountKind, type FileAccount, type RowFault } from './account-file.js';

export interface ImportWish {
  as: AccountKind;
  /** Says what would be done, and does nothing. */
  dryRun?: boolean;
  /** Adds none where one is refused. */
  allOrNothing?: boolean;
}

export interface ImportReport {
  /** The usernames, in the order of the file. */
  added: string[];
  refused: RowFault[];
}

const BATCH = 500;

/** Accounts of another desk, with their hashes as they are: who signed in there signs in here. */
@Injectable()
export class AccountImportsService {
  constructor(
    private readonly database: Database,
    private readonly events: EventsService,
    private readonly departments: DepartmentsService,
    private readonly staff: StaffService,
    private readonly members: MembersService,
    private readonly users: UsersService,
  ) {}

  /** Adds the accounts that keep the rules, in one transaction; imported staff belong to all departments. */
  async import(actor: Actor, rows: readonly unknown[], wish: ImportWish): Promise<ImportReport> {
    const { accounts, faults } = readAccounts(rows, wish.as);
    const departmentIds = (await this.departments.list(SYSTEM)).map(({ id }) => id);
    return this.database.transaction(async (tx) => {
      const refused = [...faults, ...(await takenIn(tx, accounts, wish.as))].toSorted(
        (a, b) => a.row - b.row,
      );
      const isOff = wish.allOrNothing && refused.length > 0;
      const good = isOff ? [] : [...accounts].filter(([row]) => !refused.some((fault) => fault.row === row));
      if (!wish.dryRun)
        for (const [, account] of good) await this.add(tx, actor, account, wish.as, departmentIds);
      return { added: good.map(([, { username }]) => username), refused };
    });
  }

  private async add(
    tx: Tx,
    actor: Actor,
    { username, name, email, password }: FileAccount,
    as: AccountKind,
    departmentIds: readonly number[],
  ): Promise<void> {
    const row = { username, fullName: name, passwordHash: password || null };
    const id =
      as === 'staff'
        ? await this.staff.insert(tx, { ...row, email: email || null, role: 'staff' })
        : (await this.users.import(tx, { ...row, email, passwordHash: password || undefined })).id;
    if (as === 'staff') await this.members.setDepartments(tx, id, departmentIds);
    await this.events.append(tx, {
      type: `${as}.created`,
      resource: as,
      resourceId: id,
      actor: authorOf(actor),
      details: { username, imported: true },
    });
  }
}

/** Those whose username or address somebody has, in the desk or in a row before. */
async function takenIn(tx: Tx, accounts: Map<number, FileAccount>, as: AccountKind): Promise<RowFault[]> {
  const rows = [...accounts].map(([row, { username, email }]) => ({
    row,
    username: usernameKey(username),
    email: email && emailKey(email),
  }));
  const table = as === 'staff' ? 'staff' : 'users';
  const usernames = await known(
    tx,
    'select usernameKey as k from usernames where usernameKey',
    rows.map((row) => row.username),
  );
  const emails = await known(
    tx,
    `select emailKey as k from ${table} where emailKey`,
    rows.map((row) => row.email).filter(Boolean),
  );
  const faults: RowFault[] = [];
  for (const { row, username, email } of rows) {
    if (usernames.has(username)) faults.push({ row, field: 'username', rule: { key: 'rules/taken' } });
    else if (email && emails.has(email)) faults.push({ row, field: 'email', rule: { key: 'rules/taken' } });
    usernames.add(username);
    if (email) emails.add(email);
  }
  return faults;
}

async function known(tx: Tx, select: string, keys: readonly string[]): Promise<Set<string>> {
  const found = new Set<string>();
  for (let at = 0; at < keys.length; at += BATCH) {
    const some = keys.slice(at, at + BATCH);
    const rows: { k: string }[] = await tx.query(`${select} in (${marks(some)})`, some);
    for (const { k } of rows) found.add(k);
  }
  return found;
}
