import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, Matches, MaxLength } from 'class-validator';
import { say } from '../http/wording.js';

/** Each is a set of its own to look through. */
const SOUGHT_MAX = 5;

/** One `name:value` or some of them; not between commas, which values may have. */
export const IsSoughtField = (): PropertyDecorator =>
  applyDecorators(
    Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? [value] : value)),
    IsArray(),
    ArrayMinSize(1),
    ArrayMaxSize(SOUGHT_MAX),
    MaxLength(2_100, { each: true }),
    Matches(/^[A-Za-z0-9_-]{1,50}:[^]*\S/u, { each: true, ...say('matches.sought_field') }),
  );
