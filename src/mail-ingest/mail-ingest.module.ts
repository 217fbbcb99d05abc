import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AttachmentsModule } from '../attachments/attachments.module.js';
import { MailboxesModule } from '../mailboxes/mailboxes.module.js';
import { MessagesModule } from '../messages/messages.module.js';
import { StaffAuthModule } from '../staff-auth/staff-auth.module.js';
import { TicketsModule } from '../tickets/tickets.module.js';
import { UsersModule } from '../users/users.module.js';
import { Admission } from './admission.js';
import { DeliveryReports } from './delivery-reports.js';
import { InboundLedger } from './inbound-ledger.js';
import { InboundMail } from './inbound-mail.entity.js';
import { IntakeBrakes } from './intake-brakes.js';
import { IntakeService } from './intake.service.js';
import { MailCopies } from './mail-copies.js';
import { MailFiling } from './mail-filing.js';
import { MailJudge } from './mail-judge.js';
import { MailPoster } from './mail-poster.js';
import { MailProcessor } from './mail-processor.js';
import { MailReader } from './mail-reader.js';
import { OwnAddresses } from './own-addresses.js';
import { Placement } from './placement.js';
import { Senders } from './senders.js';
import { Threading } from './threading.js';

/** Mails in: received into the ledger, processed from there. */
@Module({
  imports: [
    TypeOrmModule.forFeature([InboundMail]),
    AttachmentsModule,
    MailboxesModule,
    MessagesModule,
    StaffAuthModule,
    TicketsModule,
    UsersModule,
  ],
  providers: [
    IntakeService,
    InboundLedger,
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
  ],
  exports: [IntakeService, MailProcessor],
})
export class MailIngestModule {}
