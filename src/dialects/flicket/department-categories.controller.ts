import { Controller } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { OwnGuard } from '../../http/permission.decorator.js';
import { Reads } from './endpoint.decorator.js';
import { Call, FlicketCall } from './flicket-call.js';
import { DepartmentCategoryFields } from './flicket.fields.js';
import { FlicketGuard } from './flicket.guard.js';
import { DepartmentCategoryShape } from './place.shapes.js';
import { DepartmentCategoryPageShape } from './page.shapes.js';
import { PlaceAnswers } from './place-answers.js';

/** Categories with their departments. */
@ApiTags('department_categories')
@OwnGuard(FlicketGuard)
@Controller('flicket-api')
export class FlicketDepartmentCategoriesController {
  constructor(private readonly answers: PlaceAnswers) {}

  /** One category with its department. */
  @Reads(['department_category/:id'], { permission: 'departments/read', answers: DepartmentCategoryShape })
  getDepartmentCategory(@Call() call: FlicketCall): Promise<DepartmentCategoryShape> {
    return this.answers.departmentCategory(call);
  }

  /** The categories with their departments, or those that fit, by name. */
  @Reads(['department_categories'], {
    permission: 'departments/read',
    answers: DepartmentCategoryPageShape,
    query: DepartmentCategoryFields,
  })
  listDepartmentCategories(@Call() call: FlicketCall): Promise<DepartmentCategoryPageShape> {
    return this.answers.departmentCategories(call);
  }
}
