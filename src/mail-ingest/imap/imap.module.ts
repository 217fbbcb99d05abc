import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { MailDeliveryModule } from '../../mail-delivery/mail-delivery.module.js';
import { MailboxesModule } from '../../mailboxes/mailboxes.module.js';
import { MailIngestModule } from '../mail-ingest.module.js';
import { FolderIntake } from './folder-intake.js';
import { ImapDesk } from './imap-desk.js';
import { ImapSupervisor } from './imap-supervisor.js';
import { MailFolder } from './mail-folder.entity.js';
import { MailFolders } from './mail-folders.service.js';
import { MailStager } from './mail-stager.js';
import { MailboxChecksController } from './mailbox-checks.controller.js';
import { MailboxChecks } from './mailbox-checks.service.js';
import { MailboxPolls } from './mailbox-polls.service.js';

/** Mails that are fetched from servers. */
@Module({
  imports: [TypeOrmModule.forFeature([MailFolder]), MailboxesModule, MailDeliveryModule, MailIngestModule],
  controllers: [MailboxChecksController],
  providers: [FolderIntake, ImapDesk, ImapSupervisor, MailFolders, MailStager, MailboxChecks, MailboxPolls],
  exports: [MailboxPolls],
})
export class ImapModule {}
