import { Global, Module } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { Background } from './background.js';
import { JobsService } from './jobs.service.js';

/** For every room above: what goes on besides requests, and what is done by the clock. */
@Global()
@Module({
  imports: [ScheduleModule.forRoot()],
  providers: [Background, JobsService],
  exports: [Background, JobsService],
})
export class JobsModule {}
