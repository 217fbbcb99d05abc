import { Module } from '@nestjs/common';
import { MailboxesModule } from '../../mailboxes/mailboxes.module.js';
import { MailIngestModule } from '../mail-ingest.module.js';
import { PipeService } from './pipe.service.js';

/** Mails that other programs hand over. */
@Module({
  imports: [MailboxesModule, MailIngestModule],
  providers: [PipeService],
  exports: [PipeService],
})
export class PipeModule {}
