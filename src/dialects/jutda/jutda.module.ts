import { Module } from '@nestjs/common';
import { CustomFieldsModule } from '../../custom-fields/custom-fields.module.js';
import { DepartmentsModule } from '../../departments/departments.module.js';
import { StaffAuthModule } from '../../staff-auth/staff-auth.module.js';
import { TicketsModule } from '../../tickets/tickets.module.js';
import { JutdaHelpController } from './help.controller.js';
import { JutdaController } from './jutda.controller.js';
import { JutdaCustomFields } from './jutda-custom-fields.js';
import { JutdaOpenings } from './jutda-openings.js';
import { JutdaFilter } from './jutda.filter.js';
import { JutdaForms } from './jutda.forms.js';

/** The method API of the old Jutda Helpdesk (django-helpdesk before 2017). See the README beside this file. */
@Module({
  imports: [CustomFieldsModule, DepartmentsModule, StaffAuthModule, TicketsModule],
  // The page before the methods: what is no method is refused.
  controllers: [JutdaHelpController, JutdaController],
  providers: [JutdaCustomFields, JutdaFilter, JutdaForms, JutdaOpenings],
})
export class JutdaModule {}
