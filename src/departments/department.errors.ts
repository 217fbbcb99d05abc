import { AppError } from '../common/errors.js';

export class DepartmentNotFound extends AppError {
  constructor() {
    super('not_found', 'department.not_found', 'There is no such department.');
  }
}
