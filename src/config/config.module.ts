import { Module, type DynamicModule } from '@nestjs/common';
import { Clock, SystemClock } from '../common/clock.js';
import { Config } from './config.js';

/** Provides the frozen `Config` (and the clock) to every room. */
@Module({})
export class ConfigModule {
  static with(config: Config): DynamicModule {
    const providers = [
      { provide: Config, useValue: config },
      { provide: Clock, useClass: SystemClock },
    ];
    return { module: ConfigModule, global: true, providers, exports: [Config, Clock] };
  }
}
