import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AttachmentsModule } from '../attachments/attachments.module.js';
import { CannedResponsesModule } from '../canned-responses/canned-responses.module.js';
import { CustomFieldsModule } from '../custom-fields/custom-fields.module.js';
import { DepartmentsModule } from '../departments/departments.module.js';
import { MessagesModule } from '../messages/messages.module.js';
import { LastingGuard } from '../staff-auth/lasting.guard.js';
import { AvatarsModule } from '../staff-auth/avatars/avatars.module.js';
import { StaffAuthModule } from '../staff-auth/staff-auth.module.js';
import { TagsModule } from '../tags/tags.module.js';
import { UsersModule } from '../users/users.module.js';
import { AttachmentsController } from './attachments.controller.js';
import { AutoCloseService } from './auto-close.service.js';
import { CannedPreviewsController } from './canned-previews.controller.js';
import { CannedPreviewsService } from './canned-previews.service.js';
import { CategoryRemovalsService } from './category-removals.service.js';
import { DeadlinesService } from './deadlines.service.js';
import { DraftsController } from './drafts.controller.js';
import { DraftsService } from './drafts.service.js';
import { EscalationService } from './escalation.service.js';
import { EventFeedService } from './event-feed.service.js';
import { EventStreamsService } from './event-streams.service.js';
import { EventsController } from './events.controller.js';
import { HistoryService } from './history.service.js';
import { MessageEditsService } from './message-edits.service.js';
import { MessageMovesService } from './message-moves.service.js';
import { MessagesController } from './messages.controller.js';
import {
  CategoryRemovalsController,
  DepartmentRemovalsController,
  StaffRemovalsController,
  UserRemovalsController,
} from './removals.controller.js';
import { NumberedLists } from './numbered-lists.js';
import { PublicSettingsService } from './public-settings.service.js';
import { PublicTicketsService } from './public-tickets.service.js';
import { PublicLink } from './public-link.entity.js';
import { PublicLinksController } from './public-links.controller.js';
import { PublicLinksService } from './public-links.service.js';
import { PublicViewController } from './public-view.controller.js';
import { PublicViewService } from './public-view.service.js';
import { PublicController } from './public.controller.js';
import { RemovalsService } from './removals.service.js';
import { SeenThreads } from './seen-threads.js';
import { SeenTickets } from './seen-tickets.js';
import { StaffRemovalsService } from './staff-removals.service.js';
import { Subscriber } from './subscriber.entity.js';
import { StaffRecountsService } from './staff-recounts.service.js';
import { SubscribersController } from './subscribers.controller.js';
import { SubscriptionsService } from './subscriptions.service.js';
import { SubscribersService } from './subscribers.service.js';
import { TalliesRepairService } from './tallies-repair.service.js';
import { ThreadService } from './thread.service.js';
import { TicketAccess } from './ticket-access.js';
import { TicketActionsController } from './ticket-actions.controller.js';
import { TicketActionsService } from './ticket-actions.service.js';
import { TicketBulkController } from './ticket-bulk.controller.js';
import { TicketBulkService } from './ticket-bulk.service.js';
import { TicketCompanions } from './ticket-companions.js';
import { TicketCsvController } from './ticket-csv.controller.js';
import { TicketCsv } from './ticket-csv.js';
import { TicketIncludes } from './ticket-includes.js';
import { TicketIndex } from './ticket-index.js';
import { TicketLink } from './ticket-link.entity.js';
import { TicketLinksController } from './ticket-links.controller.js';
import { TicketLinksService } from './ticket-links.service.js';
import { TicketLists } from './ticket-lists.js';
import { TicketMergesService } from './ticket-merges.service.js';
import { TicketOpenings } from './ticket-openings.js';
import { TicketOutcomesController } from './ticket-outcomes.controller.js';
import { TicketRecords } from './ticket-records.js';
import { TicketOverwritesService } from './ticket-overwrites.service.js';
import { TicketReindexService } from './ticket-reindex.service.js';
import { TicketSets } from './ticket-sets.js';
import { TicketSearches } from './ticket-searches.js';
import { TicketSortKeys } from './ticket-sort-keys.js';
import { TicketTexts } from './ticket-texts.js';
import { TicketTag } from './ticket-tag.entity.js';
import { TicketTagsController } from './ticket-tags.controller.js';
import { TicketTagsService } from './ticket-tags.service.js';
import { TicketView } from './ticket-view.js';
import { TicketWords } from './ticket-words.js';
import { TicketWork } from './ticket-work.entity.js';
import { Ticket } from './ticket.entity.js';
import { TicketsController } from './tickets.controller.js';
import { TicketsQueries } from './tickets.queries.js';
import { TicketsService } from './tickets.service.js';

/** The heart. Also the native routes of what hangs on a ticket: messages, files, history, and deletions that reach far. */
@Module({
  imports: [
    TypeOrmModule.forFeature([Ticket, Subscriber, TicketTag, TicketLink, TicketWork, PublicLink]),
    AttachmentsModule,
    MessagesModule,
    DepartmentsModule,
    UsersModule,
    StaffAuthModule,
    AvatarsModule,
    TagsModule,
    CustomFieldsModule,
    CannedResponsesModule,
  ],
  controllers: [
    TicketsController,
    TicketBulkController,
    TicketCsvController,
    TicketActionsController,
    TicketOutcomesController,
    TicketLinksController,
    TicketTagsController,
    CannedPreviewsController,
    SubscribersController,
    MessagesController,
    DraftsController,
    AttachmentsController,
    EventsController,
    PublicController,
    PublicLinksController,
    PublicViewController,
    DepartmentRemovalsController,
    CategoryRemovalsController,
    UserRemovalsController,
    StaffRemovalsController,
  ],
  providers: [
    TicketsService,
    TicketsQueries,
    TicketLists,
    SeenTickets,
    SeenThreads,
    TicketOverwritesService,
    NumberedLists,
    TicketOpenings,
    TicketIncludes,
    TicketCsv,
    TicketView,
    TicketActionsService,
    TicketMergesService,
    TicketBulkService,
    TicketLinksService,
    TicketTagsService,
    TicketCompanions,
    TicketWords,
    TicketIndex,
    TicketSortKeys,
    TicketTexts,
    TicketReindexService,
    TicketSearches,
    TicketSets,
    SubscriptionsService,
    TicketAccess,
    TicketRecords,
    ThreadService,
    HistoryService,
    EventFeedService,
    EventStreamsService,
    LastingGuard,
    PublicSettingsService,
    PublicTicketsService,
    PublicLinksService,
    PublicViewService,
    MessageEditsService,
    DraftsService,
    RemovalsService,
    StaffRemovalsService,
    StaffRecountsService,
    CategoryRemovalsService,
    TalliesRepairService,
    AutoCloseService,
    DeadlinesService,
    EscalationService,
    SubscribersService,
    MessageMovesService,
    CannedPreviewsService,
  ],
  exports: [
    TicketActionsService,
    PublicLinksService,
    TicketsService,
    TicketsQueries,
    SeenTickets,
    SeenThreads,
    TicketOverwritesService,
    MessageEditsService,
    RemovalsService,
    StaffRecountsService,
    SubscribersService,
    SubscriptionsService,
    MessageMovesService,
    ThreadService,
    TicketReindexService,
    TicketIndex,
    TicketTexts,
    TicketWords,
    TicketView,
    NumberedLists,
    TicketOpenings,
  ],
})
export class TicketsModule {}
