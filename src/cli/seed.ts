import type { INestApplicationContext } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { AppError } from '../common/errors.js';
import { addToCounters } from '../database/counters.js';
import { Database, type Tx } from '../database/database.js';
import { insertRow, insertRows } from '../database/rows.js';
import { Department } from '../departments/department.entity.js';
import { DepartmentsService } from '../departments/departments.service.js';
import { SettingsService } from '../settings/settings.service.js';
import { addToStaffCount } from '../staff-auth/staff-counts.js';
import { Staff } from '../staff-auth/staff.entity.js';
import { TicketReindexService } from '../tickets/ticket-reindex.service.js';
import { Ticket } from '../tickets/ticket.entity.js';
import { tallyTicket, tallyWork } from '../tickets/ticket-tallies.js';
import { isFinal } from '../tickets/ticket.states.js';
import { counterOf } from '../tickets/tickets.queries.js';
import { wordsOf } from '../users/person-words.js';
import { User } from '../users/user.entity.js';
import type { Output } from './output.js';
import { seededTicket, seededUser, type SeedGround, type SeededTicket } from './seed-rows.js';

export interface SeedInput {
  /** How many; a tenth of it, and at least one, are the users. */
  tickets: number;
}

/** Made-up tickets among real ones could not be told apart any more. */
export class DeskInUse extends AppError {
  constructor() {
    super('conflict', 'seed.desk_in_use');
  }
}

/** Somebody must have answered the tickets. */
export class NobodyAnswers extends AppError {
  constructor() {
    super('conflict', 'seed.no_staff');
  }
}

const DEPARTMENTS = ['Support', 'Sales', 'Billing', 'Shipping'];
/** Rows of a transaction: large enough to be fast, small enough for one statement on either database. */
const BATCH = 500;

/**
 * Fills a new desk with made-up users and tickets of three messages each, for demonstrations and measurements. They
 * are spread over the departments (four, if there are none) and the staff that the desk has. Written in batches: an
 * interrupted run leaves whole tickets and right counters.
 * @throws DeskInUse, NobodyAnswers
 */
export async function seed(app: INestApplicationContext, { tickets }: SeedInput, out: Output): Promise<void> {
  const database = app.get(Database);
  const ground = await database.transaction((tx) => prepareGround(app, tx, tickets));
  for (let number = 1; number <= tickets; number += BATCH) {
    const batch = numbers(number, Math.min(number + BATCH - 1, tickets));
    await database.transaction((tx) => writeTickets(tx, ground, batch));
  }
  await app.get(TicketReindexService).all();
  out.say('seed.done', { users: ground.users, tickets });
  out.tell('seed.autoclose');
}

async function prepareGround(app: INestApplicationContext, tx: Tx, tickets: number): Promise<SeedGround> {
  for (const entity of [User, Ticket]) if (await tx.exists(entity)) throw new DeskInUse();
  const staff = await tx.find(Staff, { where: { active: true }, order: { id: 'ASC' } });
  if (!staff.length) throw new NobodyAnswers();
  if (!(await tx.exists(Department)))
    for (const name of DEPARTMENTS) await app.get(DepartmentsService).import(tx, { name, private: false });
  // What is made up was answered long ago: it is to stay the mixture that it is.
  await app.get(SettingsService).change(tx, { ticket_autoclose: 0 });
  const departments = await tx.find(Department, { order: { id: 'ASC' } });
  const now = app.get(Clock).now();
  const users = Math.max(1, Math.floor(tickets / 10));
  const firstUserId = await writeUsers(tx, users, now);
  return { departmentIds: departments.map(({ id }) => id), staff, firstUserId, users, tickets, now };
}

/** @returns the id of the first; the others follow it. */
async function writeUsers(tx: Tx, users: number, now: Date): Promise<number> {
  const firstId = await insertRow(tx, 'users', seededUser(1, now));
  await insertRows(tx, 'person_words', wordRows([{ id: firstId, ...seededUser(1, now) }]));
  for (let number = 2; number <= users; number += BATCH) {
    const batch = numbers(number, Math.min(number + BATCH - 1, users));
    const rows = batch.map((at) => ({ id: firstId + at - 1, ...seededUser(at, now) }));
    await insertRows(tx, 'users', rows);
    await insertRows(tx, 'person_words', wordRows(rows));
  }
  await addToCounters(tx, { users });
  return firstId;
}

const wordRows = (users: readonly Record<string, unknown>[]): Record<string, unknown>[] =>
  users.flatMap((user) =>
    wordsOf(user as unknown as User).map((word) => ({ kind: 'user', word, accountId: user['id'] })),
  );

/** The database gives the first id of a batch, so that none is used that was given out before. */
async function writeTickets(tx: Tx, ground: SeedGround, batch: readonly number[]): Promise<void> {
  const [first, ...others] = batch.map((number) => seededTicket(ground, number));
  const firstId = await insertRow(tx, 'tickets', first!.columns);
  await insertRows(
    tx,
    'tickets',
    others.map(({ columns }, at) => ({ id: firstId + at + 1, ...columns })),
  );
  const seeded = [first!, ...others];
  await insertRows(
    tx,
    'messages',
    seeded.flatMap(({ messages }, at) => messages.map((message) => ({ ticketId: firstId + at, ...message }))),
  );
  for (const { columns, messages } of seeded) {
    tallyTicket(tx, undefined, columns);
    tallyWork(
      tx,
      messages.map((message) => ({ ...workIn(message), departmentId: columns.departmentId })),
    );
  }
  const counters = Map.groupBy(seeded, ({ departmentId, status }) => counterOf(departmentId, status));
  await addToCounters(tx, Object.fromEntries([...counters].map(([name, { length }]) => [name, length])));
  for (const ticket of seeded) await countStaff(tx, ticket);
}

async function countStaff(tx: Tx, { status, columns, messages }: SeededTicket): Promise<void> {
  if (!isFinal(status)) await addToStaffCount(tx, columns['assigneeId'] as number | null, 'assigned', 1);
  for (const { authorKind, authorId } of messages)
    if (authorKind === 'staff') await addToStaffCount(tx, authorId as number, 'posts', 1);
}

const workIn = ({ authorKind, authorId, minutes, createdAt }: Record<string, unknown>) => ({
  staffId: authorKind === 'staff' ? (authorId as number) : null,
  minutes: minutes as number,
  createdAt: createdAt as Date,
});

const numbers = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, at) => from + at);
