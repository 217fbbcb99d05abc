import { Global, Module } from '@nestjs/common';
import { APP_FILTER, APP_INTERCEPTOR } from '@nestjs/core';
import { EtagInterceptor } from './etag.interceptor.js';
import { FormRefusalInterceptor } from './form-refusal.interceptor.js';
import { ForeignDoors } from './foreign-doors.js';
import { HealthController } from './health.controller.js';
import { ProblemFilter } from './problem.filter.js';
import { Readiness } from './readiness.js';

@Global()
@Module({
  controllers: [HealthController],
  providers: [
    ForeignDoors,
    Readiness,
    { provide: APP_FILTER, useClass: ProblemFilter },
    { provide: APP_INTERCEPTOR, useClass: EtagInterceptor },
    { provide: APP_INTERCEPTOR, useClass: FormRefusalInterceptor },
  ],
  exports: [ForeignDoors, Readiness],
})
export class HttpModule {}
