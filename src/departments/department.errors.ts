import { AppError } from '../common/errors.js';

export class DepartmentNotFound extends AppError {
  constructor() {
    super('not_found', 'department.not_found', 'There is no such department.');
  }
}

export class DepartmentSlugTaken extends AppError {
  constructor() {
    super('conflict', 'department.slug_taken', 'There is a department with this slug already.', {
      faults: [{ pointer: '/slug', code: 'taken', detail: 'The slug is that of another department.' }],
    });
  }
}
