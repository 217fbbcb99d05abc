import { Module } from '@nestjs/common';
import { AttachmentsModule } from '../attachments/attachments.module.js';
import { MessagesModule } from '../messages/messages.module.js';
import { TicketsModule } from '../tickets/tickets.module.js';
import { UsersModule } from '../users/users.module.js';
import { LogDriver } from './drivers/log.driver.js';
import { MailDriver } from './drivers/mail-driver.js';
import { MailComposer } from './mail-composer.js';
import { MailDeliveryService } from './mail-delivery.service.js';
import { MimeWriter } from './mime-writer.js';

/** Needs `TicketsQueries` from tickets/, and the global rooms: config, settings, outbox. */
@Module({
  imports: [UsersModule, AttachmentsModule, MessagesModule, TicketsModule],
  providers: [MailDeliveryService, MailComposer, MimeWriter, { provide: MailDriver, useClass: LogDriver }],
})
export class MailDeliveryModule {}
