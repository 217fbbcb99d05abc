import { ValidatorConstraint, type ValidatorConstraintInterface } from 'class-validator';
import { isEmailAddress } from '../common/email-address.js';

/** `@Validate(EmailAddress)`: the one rule for addresses, the same at every door. */
@ValidatorConstraint({ name: 'emailAddress' })
export class EmailAddress implements ValidatorConstraintInterface {
  validate(value: unknown): boolean {
    return typeof value === 'string' && isEmailAddress(value);
  }
}
