import { Controller, Param } from '@nestjs/common';
import { ApiSecurity, ApiTags } from '@nestjs/swagger';
import { OwnGuard } from '../../http/permission.decorator.js';
import { Reads, SHOW, Writes } from './endpoint.decorator.js';
import { StaffAuthFields, StaffListFields } from './helpdeskz.fields.js';
import { Form } from './helpdeskz-form.interceptor.js';
import type { HelpdeskzForm } from './helpdeskz-form.js';
import { HelpdeskzGuard } from './helpdeskz.guard.js';
import { MessageOnlyShape, StaffDataShape, StaffListShape } from './helpdeskz.shapes.js';
import { StaffForms } from './staff.forms.js';

/** HelpDeskZ documentation, section 14. */
@ApiTags('staff')
@ApiSecurity('token')
@OwnGuard(HelpdeskzGuard)
@Controller('helpdeskz/api/staff')
export class HelpdeskzStaffController {
  constructor(private readonly forms: StaffForms) {}

  /** All staff, also disabled accounts. */
  @Reads([''], { permission: 'staff/read', fields: StaffListFields, answers: StaffListShape })
  async listStaff(@Form() form: HelpdeskzForm): Promise<StaffListShape> {
    return this.forms.list(form);
  }

  /** One account. */
  @Reads(SHOW, { permission: 'staff/read', answers: StaffDataShape })
  async showStaff(@Param('id') id: string = ''): Promise<StaffDataShape> {
    return this.forms.show(id);
  }

  /** Verifies username, password and, where the account has one, the second factor. */
  @Writes(['auth'], { permission: 'staff/auth', fields: StaffAuthFields, answers: MessageOnlyShape })
  async authenticateStaff(@Form() form: HelpdeskzForm): Promise<MessageOnlyShape> {
    return this.forms.authenticate(form);
  }
}
