import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Database } from '../database/database.js';
import { JobsService, type JobReport } from '../jobs/jobs.service.js';
import { OutboxService } from '../outbox/outbox.service.js';
import { Metrics } from './metrics.js';

/** Metrics of the rooms below this one, which cannot add theirs themselves. */
@Injectable()
export class DeskMetrics implements OnModuleInit {
  constructor(
    private readonly metrics: Metrics,
    private readonly database: Database,
    private readonly outbox: OutboxService,
    private readonly jobs: JobsService,
  ) {}

  onModuleInit(): void {
    this.metrics.gauge('switchdesk_database_up', '1 when the database answers.', [], async () => [
      {
        value: await this.database.query('select 1').then(
          () => 1,
          () => 0,
        ),
      },
    ]);
    this.addOutbox();
    this.addJobs();
  }

  private addOutbox(): void {
    this.metrics.gauge(
      'switchdesk_outbox_messages',
      'Messages of the outbox that are not done: pending, or dead after their last attempt.',
      ['state'],
      async () => {
        const { pending, dead } = await this.outbox.backlog();
        return [
          { labels: { state: 'pending' }, value: pending },
          { labels: { state: 'dead' }, value: dead },
        ];
      },
    );
    this.metrics.gauge(
      'switchdesk_outbox_oldest_seconds',
      'Age of the oldest pending message of the outbox; 0 without one.',
      [],
      async () => [{ value: (await this.outbox.backlog()).oldestSeconds }],
    );
  }

  private addJobs(): void {
    const gauge = (name: string, help: string, value: (job: JobReport) => number | null): void =>
      this.metrics.gauge(`switchdesk_job_${name}`, help, ['job'], async () =>
        (await this.jobs.report()).flatMap((job) => {
          const known = value(job);
          return known === null ? [] : [{ labels: { job: job.name }, value: known }];
        }),
      );
    gauge(
      'last_success_timestamp_seconds',
      'When the job last succeeded, in any process.',
      ({ succeededAt }) => succeededAt && succeededAt.getTime() / 1000,
    );
    gauge('last_duration_seconds', 'How long its last run took.', ({ durationMs }) => durationMs / 1000);
    gauge('successes', 'Runs of the job that went well, in all processes.', ({ successes }) => successes);
    gauge('failures', 'Runs of the job that failed, in all processes.', ({ failures }) => failures);
  }
}
