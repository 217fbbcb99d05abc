import { Body, Controller } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { OwnGuard } from '../../http/permission.decorator.js';
import { Creates, Reads } from './endpoint.decorator.js';
import { Call, FlicketCall } from './flicket-call.js';
import { CategoryFields, CategoryFilterFields } from './flicket.fields.js';
import { FlicketForms } from './flicket.forms.js';
import { FlicketGuard } from './flicket.guard.js';
import { CategoryShape } from './place.shapes.js';
import { CategoryPageShape } from './page.shapes.js';
import { PlaceAnswers } from './place-answers.js';

/** Categories of departments. */
@ApiTags('categories')
@OwnGuard(FlicketGuard)
@Controller('flicket-api')
export class FlicketCategoriesController {
  constructor(
    private readonly answers: PlaceAnswers,
    private readonly forms: FlicketForms,
  ) {}

  /** One category. */
  @Reads(['category/:id'], { permission: 'departments/read', answers: CategoryShape })
  getCategory(@Call() call: FlicketCall): Promise<CategoryShape> {
    return this.answers.category(call);
  }

  /** The categories of all departments or of one, by name. */
  @Reads(['categories'], {
    permission: 'departments/read',
    answers: CategoryPageShape,
    query: CategoryFilterFields,
  })
  listCategories(@Call() call: FlicketCall): Promise<CategoryPageShape> {
    return this.answers.categories(call);
  }

  /** Makes a category in a department; superusers and administrators do. */
  @Creates('categories', { permission: 'departments/update', fields: CategoryFields, answers: CategoryShape })
  createCategory(@Call() call: FlicketCall, @Body() body: unknown): Promise<CategoryShape> {
    return this.forms.createCategory(call, body);
  }
}
