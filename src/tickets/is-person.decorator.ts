import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsInt } from 'class-validator';
import type { Actor } from '../common/actor.js';
import { InvalidInput } from '../common/errors.js';
import { MayBeAbsent } from '../http/may-be-absent.decorator.js';
import { say } from '../http/wording.js';

/** What the words of a filter become; no id is one of these. */
const WORDS: Readonly<Record<string, number>> = { none: 0, me: -1 };

/** A query parameter that names somebody: by id, or by one of these words. */
export const IsPerson = (...words: ('me' | 'none')[]): PropertyDecorator =>
  applyDecorators(
    ApiProperty({
      oneOf: [
        { type: 'integer', minimum: 1 },
        { type: 'string', enum: words },
      ],
      required: false,
    }),
    MayBeAbsent(),
    Transform(({ value }: { value: unknown }) => {
      if (words.some((word) => word === value)) return WORDS[value as string];
      if (typeof value === 'string') return /^\d+$/.test(value) && Number(value) > 0 ? Number(value) : value;
      // In a body it may be a number: those of the words are nobody's either.
      return typeof value === 'number' && value <= 0 ? Number.NaN : value;
    }),
    IsInt(say('is_int.person', { words: words.join(', ') })),
  );

/** What `IsPerson` read, in the words of the API. */
export const wordOfPerson = (value: number): number | string =>
  Object.keys(WORDS).find((word) => WORDS[word] === value) ?? value;

/** Whom such a parameter means; null: nobody. @throws InvalidInput where `me` is one of the others */
export function personOf(
  actor: Actor,
  kind: 'staff' | 'user',
  field: string,
  value: number | undefined,
): number | null | undefined {
  if (value === WORDS['none']) return null;
  if (value !== WORDS['me']) return value;
  if (actor.kind !== kind) throw InvalidInput.field(field, 'invalid.me', { kind });
  return actor.id;
}
