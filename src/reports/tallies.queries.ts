import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { marks } from '../database/marks.js';
import { GRAINS, MEASURES, type Measure } from '../tickets/ticket-tallies.js';
import type { Span } from './report-periods.js';

/** What sums are read of. */
export interface Scope {
  /** Undefined: all. */
  departmentIds?: readonly number[];
  staffId?: number;
}

/** By what sums are kept apart. */
export type TallyKey = 'startMinute' | 'departmentId' | 'staffId';

export interface Tally {
  measure: Measure;
  key: number;
  number: number;
  amount: number;
}

export interface TimeClass {
  measure: Measure;
  departmentId: number;
  class: number;
  number: number;
}

interface Condition {
  sql: string;
  parameters: readonly unknown[];
}

/** Ranges of one statement: SQLite joins at most 500. */
const SPANS_MAX = 100;
const TIMED = [MEASURES.created, MEASURES.closed, MEASURES.answered, MEASURES.worked];
const NAMES = new Map(Object.entries(MEASURES).map(([name, code]) => [code as number, name as Measure]));

/** Reads ranges of `tallies`, never tickets. */
@Injectable()
export class TalliesQueries {
  constructor(private readonly database: Database) {}

  /** The sums of these times; each key may come several times. */
  async sums(spans: readonly Span[], key: TallyKey, scope: Scope): Promise<Tally[]> {
    const of = conditionOf(scope);
    const range = `select measure, ${key} as part, sum(number) as number, sum(amount) as amount from tallies
      where measure in (${marks(TIMED)}) and grain = ? and startMinute >= ? and startMinute < ? and class = 0${of.sql}
      group by measure, ${key}`;
    const tallies: Tally[] = [];
    for (let at = 0; at < spans.length; at += SPANS_MAX) {
      const part = spans.slice(at, at + SPANS_MAX);
      const rows = await this.database.query<Record<string, number | string>>(
        part.map(() => range).join(' union all '),
        part.flatMap(({ grain, startMinute, endMinute }) => [
          ...TIMED,
          GRAINS[grain],
          startMinute,
          endMinute,
          ...of.parameters,
        ]),
      );
      tallies.push(...rows.map(toTally));
    }
    return tallies;
  }

  /** How many answers and ends took how long, of these days in UTC. */
  async times(from: number, to: number, scope: Pick<Scope, 'departmentIds'>): Promise<TimeClass[]> {
    const of = conditionOf(scope);
    const rows = await this.database.query<Record<string, number | string>>(
      `select measure, departmentId, class, sum(number) as number from tallies
       where measure in (?, ?) and grain = ? and startMinute >= ? and startMinute < ? and class > 0${of.sql}
       group by measure, departmentId, class`,
      [MEASURES.closed, MEASURES.answered, GRAINS.day, from, to, ...of.parameters],
    );
    return rows.map((row) => ({
      measure: NAMES.get(Number(row['measure']))!,
      departmentId: Number(row['departmentId']),
      class: Number(row['class']),
      number: Number(row['number']),
    }));
  }

  /** How many tickets of each status are whose now. */
  async assigned(scope: Scope): Promise<{ staffId: number; class: number; number: number }[]> {
    const of = conditionOf(scope);
    const rows = await this.database.query<Record<string, number | string>>(
      `select staffId, class, sum(number) as number from tallies
       where measure = ? and grain = ? and startMinute = 0${of.sql} group by staffId, class`,
      [MEASURES.assigned, GRAINS.now, ...of.parameters],
    );
    return rows.map((row) => ({
      staffId: Number(row['staffId']),
      class: Number(row['class']),
      number: Number(row['number']),
    }));
  }

  /** Who they are; who is gone is absent. */
  async staffNames(ids: readonly number[]): Promise<Map<number, string>> {
    if (!ids.length) return new Map();
    const rows = await this.database.query<{ id: number; fullName: string }>(
      `select id, fullName from staff where id in (${marks(ids)})`,
      [...ids],
    );
    return new Map(rows.map(({ id, fullName }) => [id, fullName]));
  }
}

function conditionOf({ departmentIds, staffId }: Scope): Condition {
  return {
    sql: `${departmentIds ? ` and departmentId in (${marks(departmentIds)})` : ''}${staffId === undefined ? '' : ' and staffId = ?'}`,
    parameters: [...(departmentIds ?? []), ...(staffId === undefined ? [] : [staffId])],
  };
}

const toTally = (row: Record<string, number | string>): Tally => ({
  measure: NAMES.get(Number(row['measure']))!,
  key: Number(row['part']),
  number: Number(row['number']),
  amount: Number(row['amount']),
});
