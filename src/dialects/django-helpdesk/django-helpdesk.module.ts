import { Module } from '@nestjs/common';
import { AttachmentsModule } from '../../attachments/attachments.module.js';
import { CustomFieldsModule } from '../../custom-fields/custom-fields.module.js';
import { DepartmentsModule } from '../../departments/departments.module.js';
import { StaffAuthModule } from '../../staff-auth/staff-auth.module.js';
import { UserAuthModule } from '../../staff-auth/user-auth/user-auth.module.js';
import { TicketsModule } from '../../tickets/tickets.module.js';
import { UsersModule } from '../../users/users.module.js';
import { AttachmentsForms } from './attachments.forms.js';
import { DjangoHelpdeskFilter } from './django-helpdesk.filter.js';
import { DjangoFollowupsAttachmentsController } from './followups-attachments.controller.js';
import { FollowupAnswers } from './followups.answers.js';
import { DjangoFollowupsController } from './followups.controller.js';
import { FollowupsForms } from './followups.forms.js';
import { Lists } from './lists.js';
import { Requesters } from './requesters.js';
import { DjangoRootController } from './root.controller.js';
import { Threads } from './threads.js';
import { TicketAnswers } from './tickets.answers.js';
import { DjangoTicketsController } from './tickets.controller.js';
import { TicketsForms } from './tickets.forms.js';
import { UserTicketAnswers } from './user-tickets.answers.js';
import { DjangoUserTicketsController } from './user-tickets.controller.js';
import { DjangoUsersController } from './users.controller.js';
import { UsersForms } from './users.forms.js';

/** The REST API of django-helpdesk, as its documentation and its wire have it. See the README beside this file. */
@Module({
  imports: [
    AttachmentsModule,
    CustomFieldsModule,
    DepartmentsModule,
    StaffAuthModule,
    UserAuthModule,
    TicketsModule,
    UsersModule,
  ],
  controllers: [
    DjangoTicketsController,
    DjangoUserTicketsController,
    DjangoFollowupsController,
    DjangoFollowupsAttachmentsController,
    DjangoUsersController,
    DjangoRootController,
  ],
  providers: [
    DjangoHelpdeskFilter,
    Lists,
    Threads,
    Requesters,
    TicketsForms,
    TicketAnswers,
    FollowupsForms,
    FollowupAnswers,
    AttachmentsForms,
    UserTicketAnswers,
    UsersForms,
  ],
})
export class DjangoHelpdeskModule {}
