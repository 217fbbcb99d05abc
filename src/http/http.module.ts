import { Global, Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { ForeignDoors } from './foreign-doors.js';
import { HealthController } from './health.controller.js';
import { ProblemFilter } from './problem.filter.js';
import { Readiness } from './readiness.js';

@Global()
@Module({
  controllers: [HealthController],
  providers: [ForeignDoors, Readiness, { provide: APP_FILTER, useClass: ProblemFilter }],
  exports: [ForeignDoors, Readiness],
})
export class HttpModule {}
