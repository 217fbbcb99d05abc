import { applyDecorators } from '@nestjs/common';
import { IsString, Length, Matches, type ValidationOptions } from 'class-validator';
import { TAG_NAME_MAX } from './tags.service.js';
import { say } from '../http/wording.js';

/** One word or a few, without commas and control characters, no blank at either end. */
const NAME = /^(?!\s)[^\p{Cc}\p{Cs},]+(?<!\s)$/u;

/** With `{ each: true }` a list of them. */
export const IsTagName = (options?: ValidationOptions): PropertyDecorator =>
  applyDecorators(
    IsString(options),
    Length(1, TAG_NAME_MAX, options),
    Matches(NAME, {
      ...options,
      ...say('matches.tag_name'),
    }),
  );
