import { AppError } from '../common/errors.js';

/** Also said of a category of another department. */
export class CategoryNotFound extends AppError {
  constructor() {
    super('not_found', 'category.not_found');
  }
}
