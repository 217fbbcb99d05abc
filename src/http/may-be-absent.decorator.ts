import { ValidateIf } from 'class-validator';

/**
 * The field may be left out. Null is a value ("known to be empty") and goes through the field's rules: only where
 * empty is possible it stands under `@IsOptional()` instead.
 */
export const MayBeAbsent = (): PropertyDecorator => ValidateIf((_, value: unknown) => value !== undefined);
