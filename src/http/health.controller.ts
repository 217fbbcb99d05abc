import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { AppError } from '../common/errors.js';
import { VERSION } from '../common/version.js';
import { Database } from '../database/database.js';
import { Public } from './permission.decorator.js';

export class HealthDto {
  status: 'ok';
  /** The version of the running server. */
  version: string;
}

/** For load balancers and supervisors. */
@ApiTags('health')
@Controller()
export class HealthController {
  constructor(private readonly database: Database) {}

  /** The process is alive. */
  @Get('healthz')
  @Public()
  getHealth(): HealthDto {
    return { status: 'ok', version: VERSION };
  }

  /** The process can serve: the database answers. 503 otherwise. */
  @Get('readyz')
  @Public()
  async getReadiness(): Promise<HealthDto> {
    return this.database.query('select 1').then(() => this.getHealth(), refuse);
  }
}

function refuse(): never {
  throw new AppError('limited', 'server.unavailable', 'The database does not answer.', { status: 503 });
}
