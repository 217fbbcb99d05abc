import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AttachmentsModule } from '../attachments/attachments.module.js';
import { DepartmentsModule } from '../departments/departments.module.js';
import { MessagesModule } from '../messages/messages.module.js';
import { LastingGuard } from '../staff-auth/lasting.guard.js';
import { StaffAuthModule } from '../staff-auth/staff-auth.module.js';
import { UsersModule } from '../users/users.module.js';
import { AttachmentsController } from './attachments.controller.js';
import { AutoCloseService } from './auto-close.service.js';
import { DeadlinesService } from './deadlines.service.js';
import { EventFeedService } from './event-feed.service.js';
import { EventStreamsService } from './event-streams.service.js';
import { EventsController } from './events.controller.js';
import { HistoryService } from './history.service.js';
import { MessageEditsService } from './message-edits.service.js';
import { MessageMovesService } from './message-moves.service.js';
import { MessagesController } from './messages.controller.js';
import {
  DepartmentRemovalsController,
  StaffRemovalsController,
  UserRemovalsController,
} from './removals.controller.js';
import { PublicSettingsService } from './public-settings.service.js';
import { PublicLimitGuard } from './public-submission.decorator.js';
import { PublicTicketsService } from './public-tickets.service.js';
import { PublicController } from './public.controller.js';
import { RemovalsService } from './removals.service.js';
import { StaffRemovalsService } from './staff-removals.service.js';
import { Subscriber } from './subscriber.entity.js';
import { SubscribersService } from './subscribers.service.js';
import { ThreadService } from './thread.service.js';
import { TicketAccess } from './ticket-access.js';
import { TicketActionsController } from './ticket-actions.controller.js';
import { TicketActionsService } from './ticket-actions.service.js';
import { TicketRecords } from './ticket-records.js';
import { Ticket } from './ticket.entity.js';
import { TicketsController } from './tickets.controller.js';
import { TicketsQueries } from './tickets.queries.js';
import { TicketsService } from './tickets.service.js';

/** The heart. Also the native routes of what hangs on a ticket: messages, files, history, and deletions that reach far. */
@Module({
  imports: [
    TypeOrmModule.forFeature([Ticket, Subscriber]),
    AttachmentsModule,
    MessagesModule,
    DepartmentsModule,
    UsersModule,
    StaffAuthModule,
  ],
  controllers: [
    TicketsController,
    TicketActionsController,
    MessagesController,
    AttachmentsController,
    EventsController,
    PublicController,
    DepartmentRemovalsController,
    UserRemovalsController,
    StaffRemovalsController,
  ],
  providers: [
    TicketsService,
    TicketsQueries,
    TicketActionsService,
    TicketAccess,
    TicketRecords,
    ThreadService,
    HistoryService,
    EventFeedService,
    EventStreamsService,
    LastingGuard,
    PublicSettingsService,
    PublicTicketsService,
    PublicLimitGuard,
    MessageEditsService,
    RemovalsService,
    StaffRemovalsService,
    AutoCloseService,
    DeadlinesService,
    SubscribersService,
    MessageMovesService,
  ],
  exports: [
    TicketsService,
    TicketsQueries,
    MessageEditsService,
    RemovalsService,
    SubscribersService,
    MessageMovesService,
    ThreadService,
  ],
})
export class TicketsModule {}
