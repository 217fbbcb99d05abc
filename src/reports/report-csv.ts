import { Injectable } from '@nestjs/common';
import type { Actor } from '../common/actor.js';
import { toCsv } from '../common/csv.js';
import { TICKET_STATUSES, type TicketStatus } from '../tickets/ticket.states.js';
import { ReportsService, type ReportSearch } from './reports.service.js';

export const REPORTS = ['tickets', 'periods', 'departments', 'staff'] as const;
export type ReportName = (typeof REPORTS)[number];

const TIMES = ['closed', 'resolutionAverage', 'answered', 'firstResponseAverage', 'minutes'];
const PERCENTILES = ['resolutionMedian', 'resolutionP90', 'firstResponseMedian', 'firstResponseP90'];

/** The columns of each, which are there also where there is no row. */
const COLUMNS: Record<ReportName, readonly string[]> = {
  tickets: ['departmentId', 'departmentName', ...TICKET_STATUSES],
  periods: ['from', 'to', 'created', ...TIMES],
  departments: ['departmentId', 'departmentName', 'created', ...TIMES, ...PERCENTILES],
  staff: ['staffId', 'fullName', ...TICKET_STATUSES, ...TIMES],
};

type Row = Record<string, string | number | null>;

/** Reports as tables. */
@Injectable()
export class ReportCsv {
  constructor(private readonly reports: ReportsService) {}

  /** @throws InvalidInput */
  async write(actor: Actor, name: ReportName, search: ReportSearch): Promise<string> {
    const rows = await this.rowsOf(actor, name, search);
    const columns = COLUMNS[name];
    return toCsv([columns, ...rows.map((row) => columns.map((column) => row[column] ?? null))]);
  }

  private async rowsOf(actor: Actor, name: ReportName, search: ReportSearch): Promise<Row[]> {
    switch (name) {
      case 'tickets':
        return (await this.reports.tickets(actor, search)).map(({ statuses, ...row }) => flat(row, statuses));
      case 'periods':
        return (await this.reports.periods(actor, search)).map((row) => ({ ...row }));
      case 'departments':
        return (await this.reports.byDepartment(actor, search)).map((row) => ({ ...row }));
      case 'staff':
        return (await this.reports.byStaff(actor, search)).map(({ assigned, ...row }) => flat(row, assigned));
    }
  }
}

const flat = (row: Row, counts: Record<TicketStatus, number>): Row => ({ ...row, ...counts });
