import { Param } from '@nestjs/common';
import { InvalidInput } from '../common/errors.js';

/** The `:id` of a route; 422 for what is no number. */
export const Id = (): ParameterDecorator => Param('id', { transform: toId });

/** Digits, not what else reads as a number (`0x1`, `1.0`, `+1`). What is beyond all ids becomes one that no row has. */
function toId(text: string): number {
  if (!/^-?\d+$/.test(text)) throw InvalidInput.field('id', 'is_int', 'id must be an integer number.');
  const id = Number(text);
  return Number.isSafeInteger(id) ? id : 0;
}
