import { Module } from '@nestjs/common';
import { DepartmentsModule } from '../../departments/departments.module.js';
import { StaffAuthModule } from '../../staff-auth/staff-auth.module.js';
import { TicketsModule } from '../../tickets/tickets.module.js';
import { JutdaHelpController } from './help.controller.js';
import { JutdaController } from './jutda.controller.js';
import { JutdaFilter } from './jutda.filter.js';
import { JutdaForms } from './jutda.forms.js';

/** The method API of the old Jutda Helpdesk (django-helpdesk before 2017). See the README beside this file. */
@Module({
  imports: [DepartmentsModule, StaffAuthModule, TicketsModule],
  // The page before the methods: what is no method is refused.
  controllers: [JutdaHelpController, JutdaController],
  providers: [JutdaFilter, JutdaForms],
})
export class JutdaModule {}
