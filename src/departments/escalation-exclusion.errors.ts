import { AppError } from '../common/errors.js';

export class EscalationExclusionNotFound extends AppError {
  constructor() {
    super('not_found', 'escalation_exclusion.not_found');
  }
}
