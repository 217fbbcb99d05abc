import { ValidationPipe, type ValidationError } from '@nestjs/common';
import { InvalidInput, type FieldFault } from '../common/errors.js';

/** Unknown fields are refused, known ones converted where the DTO says so; every fault is named by its JSON pointer. */
export const validationPipe = (): ValidationPipe =>
  new ValidationPipe({
    transform: true,
    whitelist: true,
    forbidNonWhitelisted: true,
    stopAtFirstError: true,
    validationError: { target: false, value: false },
    exceptionFactory: (errors) => new InvalidInput(errors.flatMap((error) => faultsOf(error, ''))),
  });

function faultsOf(error: ValidationError, parent: string): FieldFault[] {
  const pointer = `${parent}/${error.property}`;
  const own = Object.entries(error.constraints ?? {}).map(([rule, text]) => ({
    pointer,
    code:
      rule === 'whitelistValidation'
        ? 'unknown'
        : rule.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
    detail: rule === 'whitelistValidation' ? `${error.property} is not a field of this request.` : `${text}.`,
  }));
  return [...own, ...(error.children ?? []).flatMap((child) => faultsOf(child, pointer))];
}
