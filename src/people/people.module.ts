import { Module } from '@nestjs/common';
import { AttachmentsModule } from '../attachments/attachments.module.js';
import { DepartmentsModule } from '../departments/departments.module.js';
import { MailboxesModule } from '../mailboxes/mailboxes.module.js';
import { StaffAuthModule } from '../staff-auth/staff-auth.module.js';
import { TicketsModule } from '../tickets/tickets.module.js';
import { UsersModule } from '../users/users.module.js';
import { AccountExportsService } from './account-exports.service.js';
import { AccountFilesController } from './account-files.controller.js';
import { AccountImportsService } from './account-imports.service.js';
import { MailErasures } from './mail-erasures.js';
import { UserErasuresService } from './user-erasures.service.js';
import { UserMergesService } from './user-merges.service.js';
import { UserRecordsService } from './user-records.service.js';
import { WholeUsersController } from './whole-users.controller.js';

@Module({
  imports: [
    UsersModule,
    StaffAuthModule,
    DepartmentsModule,
    AttachmentsModule,
    MailboxesModule,
    TicketsModule,
  ],
  controllers: [AccountFilesController, WholeUsersController],
  providers: [
    AccountImportsService,
    AccountExportsService,
    UserMergesService,
    UserErasuresService,
    UserRecordsService,
    MailErasures,
  ],
})
export class PeopleModule {}
