import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { StaffAuthModule } from '../staff-auth/staff-auth.module.js';
import { MailReference } from './mail-reference.entity.js';
import { MailReferences } from './mail-references.js';
import { MailTokens } from './mail-tokens.js';
import { MailboxDirectory } from './mailbox-directory.js';
import { MailboxHealth } from './mailbox-health.js';
import { MailboxState } from './mailbox-state.entity.js';
import { MailboxStates } from './mailbox-states.service.js';
import { Mailbox } from './mailbox.entity.js';
import { MailboxesController } from './mailboxes.controller.js';
import { MailboxesService } from './mailboxes.service.js';
import { RawMailPurge } from './raw-mail-purge.js';
import { RawMails } from './raw-mails.js';

@Module({
  imports: [TypeOrmModule.forFeature([Mailbox, MailboxState, MailReference]), StaffAuthModule],
  controllers: [MailboxesController],
  providers: [
    MailboxesService,
    MailboxDirectory,
    MailboxHealth,
    MailboxStates,
    MailTokens,
    MailReferences,
    RawMails,
    RawMailPurge,
  ],
  exports: [
    MailboxesService,
    MailboxDirectory,
    MailboxStates,
    MailTokens,
    MailReferences,
    RawMails,
    RawMailPurge,
  ],
})
export class MailboxesModule {}
