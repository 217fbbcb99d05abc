import { AppError, fieldFault } from '../common/errors.js';

export class DepartmentNotFound extends AppError {
  constructor() {
    super('not_found', 'department.not_found');
  }
}

export class DepartmentNameTaken extends AppError {
  constructor() {
    super('conflict', 'department.name_taken', {
      faults: [fieldFault('/name', 'taken.name')],
    });
  }
}

export class DepartmentSlugTaken extends AppError {
  constructor() {
    super('conflict', 'department.slug_taken', {
      faults: [fieldFault('/slug', 'taken.slug')],
    });
  }
}
