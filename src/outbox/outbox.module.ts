import { Global, Module, type OnModuleInit } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Background } from '../jobs/background.js';
import { OutboxCleanup } from './outbox-cleanup.js';
import { OutboxMessage } from './outbox-message.entity.js';
import { OutboxRelay } from './outbox-relay.js';
import { OutboxService } from './outbox.service.js';

@Global()
@Module({
  imports: [TypeOrmModule.forFeature([OutboxMessage])],
  providers: [OutboxRelay, OutboxService, OutboxCleanup],
  exports: [OutboxRelay, OutboxService],
})
export class OutboxModule implements OnModuleInit {
  constructor(
    private readonly background: Background,
    private readonly relay: OutboxRelay,
  ) {}

  onModuleInit(): void {
    this.background.add('outbox', this.relay);
  }
}
