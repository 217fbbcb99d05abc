import { AppError, fieldFault } from '../common/errors.js';

/** Also said of a category of another department. */
export class CategoryNotFound extends AppError {
  constructor() {
    super('not_found', 'category.not_found');
  }
}

export class CategoryNameTaken extends AppError {
  constructor() {
    super('conflict', 'category.name_taken', {
      faults: [fieldFault('/name', 'taken.name')],
    });
  }
}
