import type { INestApplicationContext } from '@nestjs/common';
import { AppError } from '../common/errors.js';
import type { TextValues } from '../common/texts.js';
import { Database, type Tx } from '../database/database.js';
import { Department } from '../departments/department.entity.js';
import { freeSlug, slugOf } from '../departments/department.slug.js';
import { DepartmentsService, type DepartmentImport } from '../departments/departments.service.js';
import { Mailbox } from '../mailboxes/mailbox.entity.js';
import { MailboxesService } from '../mailboxes/mailboxes.service.js';
import { SettingsService } from '../settings/settings.service.js';
import { ApiToken } from '../staff-auth/api-token.entity.js';
import { ApiTokensService } from '../staff-auth/api-tokens.service.js';
import { PasswordHashes } from '../staff-auth/password-hashes.js';
import { StaffImportService } from '../staff-auth/staff-import.service.js';
import { Staff } from '../staff-auth/staff.entity.js';
import { Ticket } from '../tickets/ticket.entity.js';
import { User } from '../users/user.entity.js';
import { usernameKey } from '../users/usernames.js';
import { UsersService, type UserImport } from '../users/users.service.js';
import { LoadFileFaulty, faultAt, readLoadFile, type FileUser, type LoadFile } from './load-file.js';
import type { Output } from './output.js';

export interface LoadInput {
  /** The file's text. */
  content: string;
}

/** A file is loaded into a new desk; what is there already would get in the way of its ids. */
export class DeskNotEmpty extends AppError {
  constructor() {
    super('conflict', 'load.not_empty');
  }
}

/**
 * Fills a new desk from a file, whole or not at all; ids stay as they are in the file.
 * @throws LoadFileFaulty, DeskNotEmpty
 */
export async function load(app: INestApplicationContext, { content }: LoadInput, out: Output): Promise<void> {
  const file = readLoadFile(content);
  const database = app.get(Database);
  // Asked before the passwords are hashed, which may take a while, and again by the transaction that writes.
  await database.transaction((tx) => requireNewDesk(tx, file));
  const staff = await app.get(StaffImportService).prepare(idsFirst(file.staff));
  const users = await hashPasswords(app.get(PasswordHashes, { strict: false }), idsFirst(file.users));
  await database.transaction(async (tx) => {
    await requireNewDesk(tx, file);
    for (const department of withSlugs(idsFirst(file.departments)))
      await app.get(DepartmentsService).import(tx, department);
    await app.get(StaffImportService).write(tx, staff);
    for (const user of users) await app.get(UsersService).import(tx, user);
    for (const apiToken of file.apiTokens) await app.get(ApiTokensService).import(tx, apiToken);
    for (const mailbox of idsFirst(file.mailboxes)) await app.get(MailboxesService).import(tx, mailbox);
    await app.get(SettingsService).change(tx, file.settings);
  });
  out.say('load.done', summary(file));
}

async function requireNewDesk(tx: Tx, file: LoadFile): Promise<void> {
  for (const entity of [Department, User, ApiToken, Mailbox, Ticket])
    if (await tx.exists(entity)) throw new DeskNotEmpty();
  const [first, ...others] = await tx.find(Staff, { take: 2 });
  if (others.length) throw new DeskNotEmpty();
  if (first) requireOtherNames(first, file);
}

/** The first administrator makes place for one of the file; else it stays, and keeps its names. */
function requireOtherNames(first: Staff, file: LoadFile): void {
  if (file.staff.some(({ role, active }) => role === 'admin' && active)) return;
  const names = [
    ...file.staff.map(({ username }, index) => ({ username, place: `staff[${index}].username` })),
    ...file.users.map(({ username }, index) => ({ username, place: `users[${index}].username` })),
  ];
  const faults = names
    .filter(({ username }) => username !== undefined && usernameKey(username) === first.usernameKey)
    .map(({ place }) => faultAt(place, { key: 'rules/first_administrator' }));
  if (faults.length) throw new LoadFileFaulty(faults);
}

/** An entry without an id must not be given one that a later entry brings. */
const idsFirst = <T extends { id?: number }>(entries: T[]): T[] => [
  ...entries.filter(({ id }) => id !== undefined),
  ...entries.filter(({ id }) => id === undefined),
];

/** An entry without a slug gets none that another one brings. */
function withSlugs(departments: readonly DepartmentImport[]): DepartmentImport[] {
  const taken = new Set(departments.flatMap(({ slug }) => slug ?? []));
  return departments.map((department) => {
    const slug = department.slug ?? freeSlug(slugOf(department.name), taken);
    taken.add(slug);
    return { ...department, slug };
  });
}

/** Two at a time: a running desk keeps the other threads for its sign-ins. */
async function hashPasswords(hashes: PasswordHashes, users: FileUser[]): Promise<UserImport[]> {
  const hashed: UserImport[] = [];
  const queue = users.entries();
  const work = async (): Promise<void> => {
    for (const [index, { password, ...user }] of queue)
      hashed[index] = password === undefined ? user : { ...user, passwordHash: await hashes.hash(password) };
  };
  await Promise.all([work(), work()]);
  return hashed;
}

const summary = ({ departments, staff, users, apiTokens, mailboxes, settings }: LoadFile): TextValues => ({
  departments: departments.length,
  staff: staff.length,
  users: users.length,
  tokens: apiTokens.length,
  mailboxes: mailboxes.length,
  settings: Object.keys(settings).length,
});
