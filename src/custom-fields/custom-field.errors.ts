import { AppError } from '../common/errors.js';

export class CustomFieldNotFound extends AppError {
  constructor() {
    super('not_found', 'custom_field.not_found');
  }
}

export class CustomFieldNameTaken extends AppError {
  constructor() {
    super('conflict', 'custom_field.name_taken');
  }
}

/** A type may change to one that reads every value as before, as text reads all. */
export class CustomFieldTypeInUse extends AppError {
  constructor() {
    super('conflict', 'custom_field.type_in_use');
  }
}

export class CustomFieldsTooMany extends AppError {
  constructor(most: number) {
    super('conflict', 'custom_field.too_many', { values: { most } });
  }
}
