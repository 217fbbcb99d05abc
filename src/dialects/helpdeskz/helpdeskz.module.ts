import { Module } from '@nestjs/common';
import { AttachmentsModule } from '../../attachments/attachments.module.js';
import { DepartmentsModule } from '../../departments/departments.module.js';
import { MessagesModule } from '../../messages/messages.module.js';
import { StaffAuthModule } from '../../staff-auth/staff-auth.module.js';
import { TicketsModule } from '../../tickets/tickets.module.js';
import { UsersModule } from '../../users/users.module.js';
import { HelpdeskzAttachmentsController } from './attachments.controller.js';
import { AttachmentsForms } from './attachments.forms.js';
import { HelpdeskzDeadEndsController } from './dead-ends.controller.js';
import { HelpdeskzDepartmentsController } from './departments.controller.js';
import { DepartmentsForms } from './departments.forms.js';
import { HelpdeskzFilter } from './helpdeskz.filter.js';
import { HelpdeskzMessagesController } from './messages.controller.js';
import { People } from './people.js';
import { HelpdeskzStaffController } from './staff.controller.js';
import { StaffForms } from './staff.forms.js';
import { TicketPages } from './ticket-pages.js';
import { HelpdeskzTicketsController } from './tickets.controller.js';
import { TicketsForms } from './tickets.forms.js';
import { UserPages } from './user-pages.js';
import { HelpdeskzUsersController } from './users.controller.js';
import { UsersForms } from './users.forms.js';

/** The API of HelpDeskZ 2.0, as its documentation and its wire have it. See the README beside this file. */
@Module({
  imports: [
    AttachmentsModule,
    DepartmentsModule,
    MessagesModule,
    StaffAuthModule,
    TicketsModule,
    UsersModule,
  ],
  controllers: [
    HelpdeskzUsersController,
    HelpdeskzDepartmentsController,
    HelpdeskzTicketsController,
    HelpdeskzMessagesController,
    HelpdeskzAttachmentsController,
    HelpdeskzStaffController,
    HelpdeskzDeadEndsController,
  ],
  providers: [
    HelpdeskzFilter,
    People,
    UsersForms,
    UserPages,
    DepartmentsForms,
    TicketsForms,
    TicketPages,
    AttachmentsForms,
    StaffForms,
  ],
})
export class HelpdeskzModule {}
