import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '../common/actor.js';
import { CurrentActor } from '../http/current-actor.decorator.js';
import { Permission } from '../http/permission.decorator.js';
import { AsCsv } from './csv.decorator.js';
import { ReportCsv } from './report-csv.js';
import {
  DepartmentReportDto,
  PeriodReportDto,
  ReportNameDto,
  ReportSearchDto,
  StaffReportDto,
  TicketReportDto,
  toDepartmentReportDto,
  toPeriodReportDto,
  toStaffReportDto,
  toTicketReportDto,
} from './report.dto.js';
import { ReportsService } from './reports.service.js';

/** Numbers of the desk, without reading a ticket. Staff see those of their own departments. */
@ApiTags('reports')
@Controller('reports')
export class ReportsController {
  constructor(
    private readonly reports: ReportsService,
    private readonly csv: ReportCsv,
  ) {}

  /** How many tickets of each status every department has now. */
  @Get('tickets')
  @Permission('reports/read')
  async getTicketReport(
    @CurrentActor() actor: Actor,
    @Query() search: ReportSearchDto,
  ): Promise<TicketReportDto> {
    return toTicketReportDto(await this.reports.tickets(actor, search));
  }

  /** What happened in each day, week or month. */
  @Get('periods')
  @Permission('reports/read')
  async getPeriodReport(
    @CurrentActor() actor: Actor,
    @Query() search: ReportSearchDto,
  ): Promise<PeriodReportDto> {
    return toPeriodReportDto(await this.reports.periods(actor, search));
  }

  /** What happened in each department. */
  @Get('departments')
  @Permission('reports/read')
  async getDepartmentReport(
    @CurrentActor() actor: Actor,
    @Query() search: ReportSearchDto,
  ): Promise<DepartmentReportDto> {
    return toDepartmentReportDto(await this.reports.byDepartment(actor, search));
  }

  /** What each member of staff did, and what is theirs now. */
  @Get('staff')
  @Permission('reports/read')
  async getStaffReport(
    @CurrentActor() actor: Actor,
    @Query() search: ReportSearchDto,
  ): Promise<StaffReportDto> {
    return toStaffReportDto(await this.reports.byStaff(actor, search));
  }

  /** A report as CSV. */
  @Get(':report/csv')
  @Permission('reports/read')
  @AsCsv()
  exportReport(
    @CurrentActor() actor: Actor,
    @Param() { report }: ReportNameDto,
    @Query() search: ReportSearchDto,
  ): Promise<string> {
    return this.csv.write(actor, report, search);
  }
}
