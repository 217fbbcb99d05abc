import { Module } from '@nestjs/common';
import { AttachmentsModule } from '../../attachments/attachments.module.js';
import { DepartmentsModule } from '../../departments/departments.module.js';
import { MessagesModule } from '../../messages/messages.module.js';
import { StaffAuthModule } from '../../staff-auth/staff-auth.module.js';
import { TicketsModule } from '../../tickets/tickets.module.js';
import { ActionAnswers } from './action-answers.js';
import { FlicketActionsController } from './actions.controller.js';
import { FlicketCategoriesController } from './categories.controller.js';
import { FlicketDepartmentCategoriesController } from './department-categories.controller.js';
import { FlicketDepartmentsController } from './departments.controller.js';
import { FlicketTokens } from './flicket-tokens.js';
import { FlicketFilter } from './flicket.filter.js';
import { FlicketForms } from './flicket.forms.js';
import { FlicketHistoriesController } from './histories.controller.js';
import { HistoryAnswers } from './history-answers.js';
import { PlaceAnswers } from './place-answers.js';
import { FlicketPostsController } from './posts.controller.js';
import { FlicketPrioritiesController } from './priorities.controller.js';
import { FlicketStatusesController } from './statuses.controller.js';
import { SubscriptionAnswers } from './subscription-answers.js';
import { FlicketSubscriptionsController } from './subscriptions.controller.js';
import { TicketAnswers } from './ticket-answers.js';
import { FlicketTicketsController } from './tickets.controller.js';
import { FlicketTokensController } from './tokens.controller.js';
import { UploadAnswers } from './upload-answers.js';
import { FlicketUploadsController } from './uploads.controller.js';
import { UserAnswers } from './user-answers.js';
import { FlicketUsersController } from './users.controller.js';

/** The REST API of Flicket 0.3.1. See the README beside this file. */
@Module({
  imports: [AttachmentsModule, DepartmentsModule, MessagesModule, StaffAuthModule, TicketsModule],
  controllers: [
    FlicketTokensController,
    FlicketTicketsController,
    FlicketPostsController,
    FlicketUsersController,
    FlicketStatusesController,
    FlicketPrioritiesController,
    FlicketDepartmentsController,
    FlicketCategoriesController,
    FlicketDepartmentCategoriesController,
    FlicketSubscriptionsController,
    FlicketHistoriesController,
    FlicketUploadsController,
    FlicketActionsController,
  ],
  providers: [
    FlicketFilter,
    FlicketTokens,
    FlicketForms,
    TicketAnswers,
    UserAnswers,
    PlaceAnswers,
    SubscriptionAnswers,
    HistoryAnswers,
    UploadAnswers,
    ActionAnswers,
  ],
})
export class FlicketModule {}
