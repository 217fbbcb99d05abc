import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { BodyForms } from './body-forms.js';
import { MessageVersion } from './message-version.entity.js';
import { Message } from './message.entity.js';
import { MessagesService } from './messages.service.js';

/** The native routes need the ticket's visibility and stand in tickets/. */
@Module({
  imports: [TypeOrmModule.forFeature([Message, MessageVersion])],
  providers: [MessagesService, BodyForms],
  exports: [MessagesService, BodyForms],
})
export class MessagesModule {}
