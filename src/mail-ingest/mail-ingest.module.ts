import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AttachmentsModule } from '../attachments/attachments.module.js';
import { MailDeliveryModule } from '../mail-delivery/mail-delivery.module.js';
import { MailboxesModule } from '../mailboxes/mailboxes.module.js';
import { MessagesModule } from '../messages/messages.module.js';
import { StaffAuthModule } from '../staff-auth/staff-auth.module.js';
import { TicketsModule } from '../tickets/tickets.module.js';
import { UsersModule } from '../users/users.module.js';
import { Admission } from './judging/admission.js';
import { DeliveryReports } from './judging/delivery-reports.js';
import { InboundFigures } from './inbound-figures.js';
import { InboundLedger } from './inbound-ledger.js';
import { InboundMailChangesService } from './inbound-mail-changes.service.js';
import { InboundMail } from './inbound-mail.entity.js';
import { IntakeBrakes } from './judging/intake-brakes.js';
import { InboundMailsController } from './inbound-mails.controller.js';
import { InboundMailsQueries } from './inbound-mails.queries.js';
import { InboundMailsService } from './inbound-mails.service.js';
import { InboundPurge } from './inbound-purge.js';
import { IntakeService } from './intake.service.js';
import { MailCopies } from './judging/mail-copies.js';
import { MailFiling } from './mail-filing.js';
import { MailJudge } from './judging/mail-judge.js';
import { MailPoster } from './mail-poster.js';
import { MailProcessor } from './mail-processor.js';
import { MailReconcile } from './mail-reconcile.js';
import { MailReader } from './reading/mail-reader.js';
import { OwnAddresses } from './judging/own-addresses.js';
import { Placement } from './judging/placement.js';
import { Senders } from './judging/senders.js';
import { ThreadIds } from './thread-ids.js';
import { Threading } from './judging/threading.js';

/** Mails in: received into the ledger, processed from there. */
@Module({
  imports: [
    TypeOrmModule.forFeature([InboundMail]),
    AttachmentsModule,
    MailboxesModule,
    MailDeliveryModule,
    MessagesModule,
    StaffAuthModule,
    TicketsModule,
    UsersModule,
  ],
  controllers: [InboundMailsController],
  providers: [
    InboundMailsService,
    InboundMailsQueries,
    InboundMailChangesService,
    InboundPurge,
    MailReconcile,
    IntakeService,
    InboundLedger,
    InboundFigures,
    MailProcessor,
    MailFiling,
    MailReader,
    MailJudge,
    MailCopies,
    Admission,
    Senders,
    OwnAddresses,
    Threading,
    IntakeBrakes,
    Placement,
    DeliveryReports,
    MailPoster,
    ThreadIds,
  ],
  exports: [IntakeService, MailProcessor, InboundMailChangesService, InboundMailsService],
})
export class MailIngestModule {}
