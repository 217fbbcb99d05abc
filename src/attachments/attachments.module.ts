import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Config } from '../config/config.js';
import { Attachment } from './attachment.entity.js';
import { AttachmentLinks } from './attachment-links.js';
import { AttachmentRules } from './attachment-rules.js';
import { AttachmentsService } from './attachments.service.js';
import { DiskStorage } from './storage/disk.storage.js';
import { Storage } from './storage/storage.js';

@Module({
  imports: [TypeOrmModule.forFeature([Attachment])],
  providers: [
    AttachmentsService,
    AttachmentRules,
    AttachmentLinks,
    {
      provide: Storage,
      useFactory: (config: Config) => new DiskStorage(config.storageDir),
      inject: [Config],
    },
  ],
  exports: [AttachmentsService, AttachmentLinks],
})
export class AttachmentsModule {}
