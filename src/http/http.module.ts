import { Global, Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { DeskMetrics } from './desk-metrics.js';
import { ForeignDoors } from './foreign-doors.js';
import { HealthController } from './health.controller.js';
import { KnownRoutes } from './known-routes.js';
import { Metrics } from './metrics.js';
import { MetricsController } from './metrics.controller.js';
import { ProblemFilter } from './problem.filter.js';
import { Readiness } from './readiness.js';

@Global()
@Module({
  controllers: [HealthController, MetricsController],
  providers: [
    ForeignDoors,
    KnownRoutes,
    Readiness,
    Metrics,
    DeskMetrics,
    { provide: APP_FILTER, useClass: ProblemFilter },
  ],
  exports: [ForeignDoors, Readiness, Metrics],
})
export class HttpModule {}
