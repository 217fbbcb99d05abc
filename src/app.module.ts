import { Module, type DynamicModule } from '@nestjs/common';
import { AttachmentsModule } from './attachments/attachments.module.js';
import { ConfigModule } from './config/config.module.js';
import type { Config, DialectName } from './config/config.js';
import { DatabaseModule } from './database/database.module.js';
import { DepartmentsModule } from './departments/departments.module.js';
import { HelpdeskzModule } from './dialects/helpdeskz/helpdeskz.module.js';
import { EventsModule } from './events/events.module.js';
import { HttpModule } from './http/http.module.js';
import { MailDeliveryModule } from './mail-delivery/mail-delivery.module.js';
import { MessagesModule } from './messages/messages.module.js';
import { OutboxModule } from './outbox/outbox.module.js';
import { SettingsModule } from './settings/settings.module.js';
import { StaffAuthModule } from './staff-auth/staff-auth.module.js';
import { TicketsModule } from './tickets/tickets.module.js';
import { UsersModule } from './users/users.module.js';

export const DIALECT_MODULES = { helpdeskz: HelpdeskzModule } satisfies Record<DialectName, unknown>;

/** The list of rooms and doors. */
@Module({})
export class AppModule {
  static with(config: Config): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.with(config),
        DatabaseModule,
        OutboxModule,
        EventsModule,
        SettingsModule,
        HttpModule,
        DepartmentsModule,
        UsersModule,
        AttachmentsModule,
        StaffAuthModule,
        MessagesModule,
        TicketsModule,
        MailDeliveryModule,
        ...config.dialects.map((name) => DIALECT_MODULES[name]),
      ],
    };
  }
}
