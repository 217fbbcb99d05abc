import { flavourOf } from '../database/flavour.js';
import { writeLast } from '../database/late-writes.js';
import { marks } from '../database/marks.js';
import type { Tx } from '../database/tx.js';
import { toDate, toOptionalDate } from '../database/rows.js';
import type { Ticket } from './ticket.entity.js';
import { TICKET_STATUSES } from './ticket.states.js';

/*
 * The sums that reports are read from, kept on write in `tallies`. They follow from what tickets and messages are now:
 * a change takes what a ticket stood for before out of them, and puts in what it stands for after.
 */

/** What is counted. */
export const MEASURES = {
  /** Tickets by when they were opened. */
  created: 1,
  /** Tickets that are resolved or closed, by when, and by who did it; `amount`: seconds since they were opened. */
  closed: 2,
  /** Tickets with a public answer of the desk, by when, and by who gave it; `amount`: seconds since they were opened. */
  answered: 3,
  /** `amount`: minutes of work, by when, and by who did it. */
  worked: 4,
  /** Tickets by whose they are now; the class is the place of the status in `TICKET_STATUSES`. */
  assigned: 5,
} as const;
export type Measure = keyof typeof MEASURES;

/** Of which time: of now, of a day in UTC, or of a quarter of an hour, by which days of other time zones begin. */
export const GRAINS = { now: 0, day: 1, quarter: 2 } as const;
export type Grain = keyof typeof GRAINS;

const DAY_MINUTES = 1_440;
const QUARTER_MINUTES = 15;
/** Classes to a doubling: what is read from them is right within a tenth. */
const CLASSES_PER_OCTAVE = 4;

/** The class of a time, from 1; each is about a fifth wider than the one before it. */
export const timeClass = (seconds: number): number =>
  1 + Math.floor(Math.log2(Math.max(0, seconds) + 1) * CLASSES_PER_OCTAVE);

/** Where a class begins, in seconds. */
export const classStart = (index: number): number => 2 ** ((index - 1) / CLASSES_PER_OCTAVE) - 1;

export const minuteOf = (time: Date): number => Math.floor(time.getTime() / 60_000);

/** What of a ticket is counted. */
export type Tallied = Pick<
  Ticket,
  | 'departmentId'
  | 'status'
  | 'assigneeId'
  | 'createdAt'
  | 'firstResponseAt'
  | 'firstResponderId'
  | 'closedAt'
  | 'closedById'
>;

/** What SQL reads of it, for `toTallied`. */
export const TALLIED_COLUMNS =
  'departmentId, status, assigneeId, createdAt, firstResponseAt, firstResponderId, closedAt, closedById';

export const toTallied = <T extends Tallied>(row: T): T => ({
  ...row,
  createdAt: toDate(row.createdAt),
  firstResponseAt: toOptionalDate(row.firstResponseAt),
  closedAt: toOptionalDate(row.closedAt),
});

/** Minutes of work in a department. */
export interface Work {
  departmentId: number;
  /** Null: no member of staff. */
  staffId: number | null;
  minutes: number;
  createdAt: Date;
}

interface Step {
  number: number;
  amount: number;
}

/** Steps by the key of their row. */
type Steps = Map<string, Step>;

const stepsOf = new WeakMap<Tx, Steps>();

/** Counts a change of a ticket; undefined: there is none. */
export function tallyTicket(tx: Tx, from: Tallied | undefined, to: Tallied | undefined): void {
  const steps = openSteps(tx);
  if (from) addTicket(steps, from, -1);
  if (to) addTicket(steps, to, 1);
}

/** Counts work, or with `sign` -1 takes it out. */
export function tallyWork(tx: Tx, work: readonly Work[], sign: 1 | -1 = 1): void {
  const steps = openSteps(tx);
  for (const { departmentId, staffId, minutes, createdAt } of work)
    if (minutes)
      addTimed(steps, 'worked', createdAt, [departmentId, staffId ?? 0, 0], {
        number: 0,
        amount: sign * minutes,
      });
}

function openSteps(tx: Tx): Steps {
  const steps = stepsOf.get(tx) ?? (new Map() as Steps);
  stepsOf.set(tx, steps);
  writeLast(tx, 'tallies', writeSteps);
  return steps;
}

function addTicket(steps: Steps, ticket: Tallied, sign: 1 | -1): void {
  const { departmentId, status, createdAt } = ticket;
  addTimed(steps, 'created', createdAt, [departmentId, 0, 0], { number: sign, amount: 0 });
  if (ticket.firstResponseAt)
    addTime(steps, 'answered', ticket, [ticket.firstResponseAt, ticket.firstResponderId], sign);
  // What was merged is not done: its matter goes on elsewhere.
  if (ticket.closedAt && status !== 'duplicate')
    addTime(steps, 'closed', ticket, [ticket.closedAt, ticket.closedById], sign);
  if (ticket.assigneeId !== null)
    add(steps, 'assigned', 'now', 0, [departmentId, ticket.assigneeId, TICKET_STATUSES.indexOf(status)], {
      number: sign,
      amount: 0,
    });
}

/** A time since the opening: as a sum for each person, and by its class. */
function addTime(
  steps: Steps,
  measure: 'answered' | 'closed',
  { departmentId, createdAt }: Tallied,
  [at, staffId]: [at: Date, staffId: number | null],
  sign: 1 | -1,
): void {
  const seconds = Math.max(0, Math.round((at.getTime() - createdAt.getTime()) / 1000));
  addTimed(steps, measure, at, [departmentId, staffId ?? 0, 0], { number: sign, amount: sign * seconds });
  const day = startOf('day', at);
  add(steps, measure, 'day', day, [departmentId, 0, timeClass(seconds)], { number: sign, amount: 0 });
}

type Place = readonly [departmentId: number, staffId: number, timeClass: number];

function addTimed(steps: Steps, measure: Measure, at: Date, place: Place, step: Step): void {
  for (const grain of ['day', 'quarter'] as const)
    add(steps, measure, grain, startOf(grain, at), place, step);
}

function startOf(grain: 'day' | 'quarter', at: Date): number {
  const length = grain === 'day' ? DAY_MINUTES : QUARTER_MINUTES;
  return Math.floor(minuteOf(at) / length) * length;
}

function add(steps: Steps, measure: Measure, grain: Grain, start: number, place: Place, step: Step): void {
  const key = [MEASURES[measure], GRAINS[grain], start, ...place].join();
  const known = steps.get(key) ?? { number: 0, amount: 0 };
  steps.set(key, { number: known.number + step.number, amount: known.amount + step.amount });
}

const COLUMNS = ['measure', 'grain', 'startMinute', 'departmentId', 'staffId', 'class'];
/** Of one statement: SQLite takes 32,766 values. */
const ROWS_MAX = 2_000;

/** Writes what there is so far, where it would grow too large for the memory. */
export const flushTallies = (tx: Tx): Promise<void> => writeSteps(tx);

/** In order of the key, as all do: who waits for a row never holds a later one. */
async function writeSteps(tx: Tx): Promise<void> {
  const rows = [...(stepsOf.get(tx) ?? [])]
    .filter(([, { number, amount }]) => number !== 0 || amount !== 0)
    .map(([key, { number, amount }]) => [...key.split(',').map(Number), number, amount])
    .toSorted(byKey);
  stepsOf.delete(tx);
  const adds = flavourOf(tx.dataSource).onConflict(
    COLUMNS.join(', '),
    (offered) => `number = number + ${offered('number')}, amount = amount + ${offered('amount')}`,
  );
  for (let at = 0; at < rows.length; at += ROWS_MAX) {
    const part = rows.slice(at, at + ROWS_MAX);
    const values = part.map((row) => `(${marks(row)})`).join(', ');
    await tx.query(
      `insert into tallies (${COLUMNS.join(', ')}, number, amount) values ${values}${adds}`,
      part.flat(),
    );
  }
}

function byKey(a: readonly number[], b: readonly number[]): number {
  const at = COLUMNS.findIndex((_, index) => a[index] !== b[index]);
  return at < 0 ? 0 : a[at]! - b[at]!;
}
