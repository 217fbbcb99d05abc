import { Module } from '@nestjs/common';
import { DepartmentsModule } from '../departments/departments.module.js';
import { ReportCsv } from './report-csv.js';
import { ReportsController } from './reports.controller.js';
import { ReportsService } from './reports.service.js';
import { TalliesQueries } from './tallies.queries.js';

@Module({
  imports: [DepartmentsModule],
  controllers: [ReportsController],
  providers: [ReportsService, ReportCsv, TalliesQueries],
})
export class ReportsModule {}
