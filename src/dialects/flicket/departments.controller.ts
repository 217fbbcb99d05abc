import { Body, Controller } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { OwnGuard } from '../../http/permission.decorator.js';
import { Creates, Reads } from './endpoint.decorator.js';
import { Call, FlicketCall } from './flicket-call.js';
import { DepartmentFields, PageFields } from './flicket.fields.js';
import { FlicketForms } from './flicket.forms.js';
import { FlicketGuard } from './flicket.guard.js';
import { DepartmentShape } from './place.shapes.js';
import { DepartmentPageShape } from './page.shapes.js';
import { PlaceAnswers } from './place-answers.js';

/** Departments. */
@ApiTags('departments')
@OwnGuard(FlicketGuard)
@Controller('flicket-api')
export class FlicketDepartmentsController {
  constructor(
    private readonly answers: PlaceAnswers,
    private readonly forms: FlicketForms,
  ) {}

  /** One department. */
  @Reads(['department/:id'], { permission: 'departments/read', answers: DepartmentShape })
  getDepartment(@Call() call: FlicketCall): Promise<DepartmentShape> {
    return this.answers.department(call);
  }

  /** The departments, by name. */
  @Reads(['departments'], { permission: 'departments/read', answers: DepartmentPageShape, query: PageFields })
  listDepartments(@Call() call: FlicketCall): Promise<DepartmentPageShape> {
    return this.answers.departments(call);
  }

  /** Makes a department; superusers and administrators do. */
  @Creates('departments', {
    permission: 'departments/create',
    fields: DepartmentFields,
    answers: DepartmentShape,
  })
  createDepartment(@Call() call: FlicketCall, @Body() body: unknown): Promise<DepartmentShape> {
    return this.forms.createDepartment(call, body);
  }
}
