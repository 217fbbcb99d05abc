import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AttachmentsModule } from '../attachments/attachments.module.js';
import { CustomFieldsModule } from '../custom-fields/custom-fields.module.js';
import { DepartmentsModule } from '../departments/departments.module.js';
import { MailboxesModule } from '../mailboxes/mailboxes.module.js';
import { MessagesModule } from '../messages/messages.module.js';
import { StaffAuthModule } from '../staff-auth/staff-auth.module.js';
import { TicketsModule } from '../tickets/tickets.module.js';
import { UsersModule } from '../users/users.module.js';
import { DeskMails } from './desk-mails.js';
import { LogDriver } from './drivers/log.driver.js';
import { MailServers } from './drivers/mail-servers.js';
import { LinkMails } from './link-mails.js';
import { MailBrakes } from './mail-brakes.js';
import { MailComposer } from './mail-composer.js';
import { MailDeliveryService } from './mail-delivery.service.js';
import { MailFigures } from './mail-figures.js';
import { MailOrigins } from './mail-origins.js';
import { MailPeople } from './mail-people.js';
import { MailQueue } from './mail-queue.js';
import { MailTemplate } from './mail-template.entity.js';
import { MailTemplatesController } from './mail-templates.controller.js';
import { MailTemplatesService } from './mail-templates.service.js';
import { MailTexts } from './mail-texts.js';
import { MailThreads } from './mail-threads.js';
import { MimeWriter } from './mime-writer.js';
import { OutboundClaims } from './outbound-claims.js';
import { OutboundMail } from './outbound-mail.entity.js';
import { OutboundMailsController } from './outbound-mails.controller.js';
import { OutboundMailsQueries } from './outbound-mails.queries.js';
import { OutboundMailsService } from './outbound-mails.service.js';
import { OutboundPurge } from './outbound-purge.js';
import { OutboundRecipient } from './outbound-recipient.entity.js';
import { WebhookMails } from './webhook-mails.js';
import { OutboundSender } from './outbound-sender.js';
import { OutstandingComposer } from './outstanding-composer.js';
import { OutstandingMailsService } from './outstanding-mails.service.js';
import { TestMailsController } from './test-mails.controller.js';
import { TestMailsService } from './test-mails.service.js';

/** Needs the global rooms as well: config, settings, outbox, events, jobs. */
@Module({
  imports: [
    TypeOrmModule.forFeature([OutboundMail, OutboundRecipient, MailTemplate]),
    DepartmentsModule,
    UsersModule,
    StaffAuthModule,
    AttachmentsModule,
    MessagesModule,
    MailboxesModule,
    TicketsModule,
    CustomFieldsModule,
  ],
  controllers: [OutboundMailsController, MailTemplatesController, TestMailsController],
  providers: [
    MailDeliveryService,
    MailComposer,
    LinkMails,
    WebhookMails,
    DeskMails,
    OutstandingMailsService,
    OutstandingComposer,
    TestMailsService,
    MailPeople,
    MailTemplatesService,
    MailTexts,
    MailOrigins,
    MailThreads,
    MimeWriter,
    MailBrakes,
    MailQueue,
    OutboundClaims,
    OutboundSender,
    OutboundMailsService,
    OutboundMailsQueries,
    OutboundPurge,
    MailFigures,
    MailServers,
    LogDriver,
  ],
  exports: [
    OutboundMailsService,
    OutstandingMailsService,
    TestMailsService,
    OutboundSender,
    MailThreads,
    MailServers,
  ],
})
export class MailDeliveryModule {}
