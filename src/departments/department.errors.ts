import { AppError, fieldFault } from '../common/errors.js';

export class DepartmentNotFound extends AppError {
  constructor() {
    super('not_found', 'department.not_found');
  }
}

export class DepartmentSlugTaken extends AppError {
  constructor() {
    super('conflict', 'department.slug_taken', {
      faults: [fieldFault('/slug', 'taken.slug')],
    });
  }
}
