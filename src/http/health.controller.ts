import { Controller, Get, type OnModuleInit } from '@nestjs/common';
import { ApiServiceUnavailableResponse, ApiTags } from '@nestjs/swagger';
import { AppError } from '../common/errors.js';
import { VERSION } from '../common/version.js';
import { Database } from '../database/database.js';
import { HealthDto, ReadinessDto, UnreadyDto } from './health.dto.js';
import { Public } from './permission.decorator.js';
import { Readiness } from './readiness.js';

/** For load balancers and supervisors. */
@ApiTags('health')
@Controller()
export class HealthController implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly readiness: Readiness,
  ) {}

  onModuleInit(): void {
    this.readiness.add('database', () => this.database.query('select 1'));
  }

  /** The process is alive. */
  @Get('healthz')
  @Public()
  getHealth(): HealthDto {
    return { status: 'ok', version: VERSION };
  }

  /** The process can serve; 503 names what does not answer. */
  @Get('readyz')
  @Public()
  @ApiServiceUnavailableResponse({
    description: 'What does not answer is named; `details` as in the good answer.',
    type: UnreadyDto,
  })
  async getReadiness(): Promise<ReadinessDto> {
    return Promise.all([this.readiness.failing(), this.readiness.details()]).then(([failing, details]) =>
      ready(failing, this.readiness.names, details),
    );
  }
}

function ready(failing: string[], ready: string[], details: Record<string, object>): ReadinessDto {
  if (!failing.length) return { status: 'ok', version: VERSION, ready, details };
  throw new AppError('unavailable', 'server.unavailable.checks', {
    values: { checks: failing.join(', ') },
    details,
  });
}
