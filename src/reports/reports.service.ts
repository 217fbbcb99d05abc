import { Injectable } from '@nestjs/common';
import { seesAllDepartments, type Actor } from '../common/actor.js';
import { Clock } from '../common/clock.js';
import { InvalidInput } from '../common/errors.js';
import { readCounters } from '../database/counters.js';
import { Database } from '../database/database.js';
import { DepartmentsService } from '../departments/departments.service.js';
import { SettingsService } from '../settings/settings.service.js';
import { TICKET_STATUSES, type TicketStatus } from '../tickets/ticket.states.js';
import { counterOf } from '../tickets/tickets.queries.js';
import {
  daysOf,
  periodOf,
  periodsOf,
  spansOf,
  type Days,
  type Period,
  type PeriodKind,
} from './report-periods.js';
import { TalliesQueries, type Scope, type Tally } from './tallies.queries.js';
import { percentile, type ClassCount } from './time-classes.js';

/** What a report is asked for; absent: all of it, of the last thirty days, by day, in the time zone of the desk. */
export interface ReportSearch extends Partial<Days> {
  timeZone?: string;
  period?: PeriodKind;
  departmentId?: number;
  staffId?: number;
}

/** What happened in some time. Times are in seconds; null: nothing to be averaged. */
export interface Figures {
  /** Tickets opened; null where only one person is asked for, for nobody opens them. */
  created: number | null;
  /** Tickets resolved or closed, that still are. */
  closed: number;
  /** From the opening to the end. */
  resolutionAverage: number | null;
  /** Tickets that were first answered. */
  answered: number;
  firstResponseAverage: number | null;
  /** Of work. */
  minutes: number;
}

export type StatusCounts = Record<TicketStatus, number>;

export interface DepartmentCounts {
  departmentId: number;
  departmentName: string;
  statuses: StatusCounts;
}

export interface DepartmentFigures extends Figures {
  departmentId: number;
  departmentName: string;
  resolutionMedian: number | null;
  resolutionP90: number | null;
  firstResponseMedian: number | null;
  firstResponseP90: number | null;
}

export interface StaffFigures extends Omit<Figures, 'created'> {
  /** Null: no member of staff did it, but a program, a user, or time. */
  staffId: number | null;
  /** Null: gone, or nobody. */
  fullName: string | null;
  /** Tickets that are theirs now. */
  assigned: StatusCounts;
}

export type PeriodFigures = Figures & Days;

/** Ten years. */
const DAYS_MAX = 3_660;
const DAY_MS = 86_400_000;

/** The numbers of the desk, from sums that are kept on write. Staff see those of their own departments. */
@Injectable()
export class ReportsService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly settings: SettingsService,
    private readonly departments: DepartmentsService,
    private readonly tallies: TalliesQueries,
  ) {}

  /** How many tickets of each status a department has now. */
  async tickets(actor: Actor, search: ReportSearch): Promise<DepartmentCounts[]> {
    const counters = await readCounters(this.database, 'tickets/');
    return (await this.departmentsOf(actor, search)).map(({ id, name }) => ({
      departmentId: id,
      departmentName: name,
      statuses: statusCounts((status) => counters.get(counterOf(id, status)) ?? 0),
    }));
  }

  /** What happened in each day, week or month. @throws InvalidInput */
  async periods(actor: Actor, search: ReportSearch): Promise<PeriodFigures[]> {
    const { days, timeZone } = this.timesOf(search);
    const periods = periodsOf(days, search.period ?? 'day', timeZone);
    const tallies = await this.read(actor, search, spansOf(periods), 'startMinute');
    const byPeriod = Map.groupBy(tallies, ({ key }) => periodAt(periods, key));
    return periods.map((period) => ({
      from: period.from,
      to: period.to,
      ...figuresOf(byPeriod.get(period) ?? [], search),
    }));
  }

  /** What happened in each department. @throws InvalidInput */
  async byDepartment(actor: Actor, search: ReportSearch): Promise<DepartmentFigures[]> {
    const { days, spans } = this.spanOf(search);
    const departments = await this.departmentsOf(actor, search);
    const byId = Map.groupBy(await this.read(actor, search, spans, 'departmentId'), ({ key }) => key);
    const scope = scopeOf(actor, search);
    const [from, to] = [Date.parse(days.from) / 60_000, (Date.parse(days.to) + DAY_MS) / 60_000];
    // Times are not kept by person.
    const times = search.staffId === undefined && scope ? await this.tallies.times(from, to, scope) : [];
    return departments.map(({ id, name }) => {
      const own = times.filter(({ departmentId }) => departmentId === id);
      const ended = own.filter(({ measure }) => measure === 'closed');
      const answered = own.filter(({ measure }) => measure === 'answered');
      return {
        departmentId: id,
        departmentName: name,
        ...figuresOf(byId.get(id) ?? [], search),
        ...percentilesOf(ended, answered),
      };
    });
  }

  /** What each person did, and has to do. @throws InvalidInput */
  async byStaff(actor: Actor, search: ReportSearch): Promise<StaffFigures[]> {
    const { spans } = this.spanOf(search);
    const scope = scopeOf(actor, search);
    if (!scope) return [];
    const byId = Map.groupBy(await this.read(actor, search, spans, 'staffId'), ({ key }) => key);
    const assigned = Map.groupBy(await this.tallies.assigned(scope), ({ staffId }) => staffId);
    const ids = [...new Set([...byId.keys(), ...assigned.keys()])].toSorted((a, b) => a - b);
    const names = await this.tallies.staffNames(ids);
    const rows = ids.map((id) => {
      const { created: _, ...figures } = figuresOf(byId.get(id) ?? [], search);
      const counts = new Map(assigned.get(id)?.map((one) => [one.class, one.number]));
      return {
        staffId: id || null,
        fullName: names.get(id) ?? null,
        assigned: statusCounts((status) => counts.get(TICKET_STATUSES.indexOf(status)) ?? 0),
        ...figures,
      };
    });
    return rows.filter(hasFigures);
  }

  private async read(
    actor: Actor,
    search: ReportSearch,
    spans: Parameters<TalliesQueries['sums']>[0],
    key: Parameters<TalliesQueries['sums']>[1],
  ): Promise<Tally[]> {
    const scope = scopeOf(actor, search);
    return scope ? this.tallies.sums(spans, key, scope) : [];
  }

  private async departmentsOf(actor: Actor, search: ReportSearch): Promise<{ id: number; name: string }[]> {
    const ids = scopeOf(actor, search)?.departmentIds;
    const all = await this.departments.list(actor);
    return scopeOf(actor, search) ? all.filter(({ id }) => !ids || ids.includes(id)) : [];
  }

  private timesOf({ timeZone = this.settings.get('timezone'), ...asked }: ReportSearch): {
    days: Days;
    timeZone: string;
  } {
    return { days: daysOf(asked, timeZone, this.clock.now()), timeZone };
  }

  private spanOf(search: ReportSearch): { days: Days; spans: ReturnType<typeof spansOf> } {
    const { days, timeZone } = this.timesOf(search);
    if (Date.parse(days.to) - Date.parse(days.from) >= DAYS_MAX * DAY_MS)
      throw InvalidInput.field('from', 'too_early.report', { most: DAYS_MAX });
    return { days, spans: spansOf([periodOf(days, timeZone)]) };
  }
}

/** The departments that the actor sees numbers of, and that were asked for; undefined: none. */
function scopeOf(actor: Actor, { departmentId, staffId }: ReportSearch): Scope | undefined {
  const all = seesAllDepartments(actor);
  const own = all ? undefined : actor.kind === 'staff' ? actor.departmentIds : [];
  const departmentIds =
    departmentId === undefined ? own : [departmentId].filter((id) => !own || own.includes(id));
  return departmentIds?.length === 0 ? undefined : { departmentIds, staffId };
}

function periodAt(periods: readonly Period[], minute: number): Period | undefined {
  let [low, high] = [0, periods.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (periods[middle]!.endMinute <= minute) low = middle + 1;
    else high = middle;
  }
  return periods[low];
}

function figuresOf(tallies: readonly Tally[], { staffId }: ReportSearch): Figures {
  const sum = (measure: Tally['measure'], value: 'number' | 'amount'): number =>
    tallies.reduce((total, tally) => total + (tally.measure === measure ? tally[value] : 0), 0);
  const average = (measure: 'closed' | 'answered'): number | null =>
    sum(measure, 'number') > 0 ? Math.round(sum(measure, 'amount') / sum(measure, 'number')) : null;
  return {
    created: staffId === undefined ? sum('created', 'number') : null,
    closed: sum('closed', 'number'),
    resolutionAverage: average('closed'),
    answered: sum('answered', 'number'),
    firstResponseAverage: average('answered'),
    minutes: sum('worked', 'amount'),
  };
}

const percentilesOf = (ended: readonly ClassCount[], answered: readonly ClassCount[]) => ({
  resolutionMedian: percentile(ended, 0.5),
  resolutionP90: percentile(ended, 0.9),
  firstResponseMedian: percentile(answered, 0.5),
  firstResponseP90: percentile(answered, 0.9),
});

const statusCounts = (count: (status: TicketStatus) => number): StatusCounts =>
  Object.fromEntries(TICKET_STATUSES.map((status) => [status, count(status)])) as StatusCounts;

/** Sums that came to nothing are nobody's. */
const hasFigures = ({ assigned, closed, answered, minutes }: StaffFigures): boolean =>
  closed > 0 || answered > 0 || minutes > 0 || Object.values(assigned).some((number) => number > 0);
