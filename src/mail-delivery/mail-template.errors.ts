import { AppError } from '../common/errors.js';

export class MailTemplateNotFound extends AppError {
  constructor() {
    super('not_found', 'mail_template.not_found');
  }
}
