import { Global, Module, type OnModuleInit } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Background } from '../jobs/background.js';
import { EventBell } from './event-bell.js';
import { EventNumbers } from './event-numbers.js';
import { Event } from './event.entity.js';
import { EventsService } from './events.service.js';

@Global()
@Module({
  imports: [TypeOrmModule.forFeature([Event])],
  providers: [EventsService, EventNumbers, EventBell],
  exports: [EventsService, EventBell],
})
export class EventsModule implements OnModuleInit {
  constructor(
    private readonly background: Background,
    private readonly numbers: EventNumbers,
  ) {}

  onModuleInit(): void {
    this.background.add('event_numbers', this.numbers);
  }
}
