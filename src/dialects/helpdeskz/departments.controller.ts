import { Controller, Param } from '@nestjs/common';
import { ApiSecurity, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../common/actor.js';
import { DepartmentsService } from '../../departments/departments.service.js';
import { CurrentActor } from '../../http/current-actor.decorator.js';
import { OwnGuard } from '../../http/permission.decorator.js';
import { RemovalsService } from '../../tickets/removals.service.js';
import { DepartmentsForms } from './departments.forms.js';
import { Reads, SHOW, Writes } from './endpoint.decorator.js';
import { DepartmentFields } from './helpdeskz.fields.js';
import { Form } from './helpdeskz-form.interceptor.js';
import type { HelpdeskzForm } from './helpdeskz-form.js';
import { HelpdeskzGuard } from './helpdeskz.guard.js';
import {
  DepartmentCreatedShape,
  DepartmentDataShape,
  DepartmentListShape,
  MessageOnlyShape,
  departmentShape,
  succeeded,
} from './helpdeskz.shapes.js';

/** HelpDeskZ documentation, section 10. */
@ApiTags('departments')
@ApiSecurity('token')
@OwnGuard(HelpdeskzGuard)
@Controller('helpdeskz/api/departments')
export class HelpdeskzDepartmentsController {
  constructor(
    private readonly forms: DepartmentsForms,
    private readonly departments: DepartmentsService,
    private readonly removals: RemovalsService,
  ) {}

  /** Creates a department after the last. */
  @Writes(['create', ''], {
    permission: 'departments/create',
    fields: DepartmentFields,
    answers: DepartmentCreatedShape,
  })
  async createDepartment(
    @CurrentActor() actor: Actor,
    @Form() form: HelpdeskzForm,
  ): Promise<DepartmentCreatedShape> {
    return this.forms
      .input(form)
      .then((input) => this.departments.create(actor, input))
      .then(({ id }) => ({ success: 1, department_id: id, message: 'Department was created.' }));
  }

  /** All departments, also private ones, in their order. */
  @Reads([''], { permission: 'departments/read', answers: DepartmentListShape })
  async listDepartments(@CurrentActor() actor: Actor): Promise<DepartmentListShape> {
    return { success: 1, departments: (await this.departments.list(actor)).map(departmentShape) };
  }

  /** One department. */
  @Reads(SHOW, { permission: 'departments/read', answers: DepartmentDataShape })
  async showDepartment(
    @CurrentActor() actor: Actor,
    @Param('id') id: string = '',
  ): Promise<DepartmentDataShape> {
    return { success: 1, department: departmentShape(await this.forms.department(actor, id)) };
  }

  /** Changes name and type; both are required. */
  @Writes(['update/:id'], {
    permission: 'departments/update',
    fields: DepartmentFields,
    answers: MessageOnlyShape,
  })
  async updateDepartment(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Form() form: HelpdeskzForm,
  ): Promise<MessageOnlyShape> {
    return this.forms
      .department(actor, id)
      .then(async (department) => this.departments.update(actor, department.id, await this.forms.input(form)))
      .then(() => succeeded('Department was updated.'));
  }

  /** Deletes a department with all its tickets. */
  @Writes(['delete/:id'], { permission: 'departments/delete', answers: MessageOnlyShape })
  async deleteDepartment(@CurrentActor() actor: Actor, @Param('id') id: string): Promise<MessageOnlyShape> {
    return this.forms
      .department(actor, id)
      .then((department) => this.removals.removeDepartment(actor, department.id))
      .then(() => succeeded('Department and its tickets were removed.'));
  }
}
