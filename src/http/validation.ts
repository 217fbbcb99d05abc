import { ValidationPipe, type ValidationError } from '@nestjs/common';
import { InvalidInput, type FieldFault } from '../common/errors.js';

/**
 * Unknown fields are refused, known ones converted where the DTO says so; every fault is named by its JSON pointer.
 * Rules are read from the top: a DTO says the type of a field first.
 */
export const validationPipe = (): ValidationPipe =>
  new DtoPipe({
    transform: true,
    whitelist: true,
    forbidNonWhitelisted: true,
    exceptionFactory: (errors) => new InvalidInput(errors.flatMap((error) => faultsOf(error, ''))),
  });

class DtoPipe extends ValidationPipe {
  /** Single values stay as they came: the framework would read `0x1` as a number before `@Id()` sees it. */
  protected override transformPrimitive(value: unknown): unknown {
    return value;
  }
}

function faultsOf(error: ValidationError, parent: string): FieldFault[] {
  const pointer = `${parent}/${error.property.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  // Decorators are applied from the bottom up: the last rule is the first one of the DTO.
  const broken = Object.entries(error.constraints ?? {}).at(-1);
  const children = (error.children ?? []).flatMap((child) => faultsOf(child, pointer));
  return broken ? [{ pointer, ...inWords(error, broken) }, ...children] : children;
}

function inWords(
  { property, value }: ValidationError,
  [rule, text]: [string, string],
): Omit<FieldFault, 'pointer'> {
  if (rule === 'whitelistValidation')
    return { code: 'unknown', detail: `${property} is not a field of this request.` };
  if (value === undefined) return { code: 'required', detail: `${property} is required.` };
  return { code: rule.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`), detail: `${text}.` };
}
