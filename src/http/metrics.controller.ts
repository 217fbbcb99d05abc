import { Controller, Get, Header } from '@nestjs/common';
import { ApiProduces, ApiTags } from '@nestjs/swagger';
import { Metrics } from './metrics.js';
import { Permission } from './permission.decorator.js';

/** For Prometheus, which sends an API token as its bearer token. */
@ApiTags('health')
@ApiProduces('text/plain')
@Controller('metrics')
export class MetricsController {
  constructor(private readonly metrics: Metrics) {}

  /** What an operator watches, in the text format of Prometheus. */
  @Get()
  @Permission('metrics/read')
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  async getMetrics(): Promise<string> {
    return this.metrics.text();
  }
}
