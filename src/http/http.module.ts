import { Global, Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ApiLimitsService } from './api-limits.service.js';
import { DeskHoursGuard } from './desk-hours.guard.js';
import { DeskMetrics } from './desk-metrics.js';
import { ForeignDoors } from './foreign-doors.js';
import { HealthController } from './health.controller.js';
import { IdempotencyGuard } from './idempotency.js';
import { IdempotencyKey } from './idempotency-key.entity.js';
import { IdempotencyKeysService } from './idempotency-keys.service.js';
import { KnownRoutes } from './known-routes.js';
import { Metrics } from './metrics.js';
import { MetricsController } from './metrics.controller.js';
import { ProblemFilter } from './problem.filter.js';
import { OpenStreams } from './open-streams.js';
import { RateLimit } from './rate-limit.entity.js';
import { Readiness } from './readiness.js';
import { SharedLimitsService } from './shared-limits.service.js';

@Global()
@Module({
  imports: [TypeOrmModule.forFeature([IdempotencyKey, RateLimit])],
  controllers: [HealthController, MetricsController],
  providers: [
    ForeignDoors,
    KnownRoutes,
    Readiness,
    Metrics,
    DeskMetrics,
    IdempotencyKeysService,
    IdempotencyGuard,
    SharedLimitsService,
    ApiLimitsService,
    DeskHoursGuard,
    OpenStreams,
    { provide: APP_FILTER, useClass: ProblemFilter },
  ],
  exports: [
    KnownRoutes,
    ForeignDoors,
    Readiness,
    Metrics,
    IdempotencyGuard,
    DeskHoursGuard,
    SharedLimitsService,
    OpenStreams,
  ],
})
export class HttpModule {}
