import { Param } from '@nestjs/common';
import { InvalidInput } from '../common/errors.js';

/** The `:id` of a route, or another of its ids; 422 for what is no number. */
export const Id = (name = 'id'): ParameterDecorator =>
  Param(name, { transform: (text: string) => toId(text, name) });

/** Digits, not what else reads as a number (`0x1`, `1.0`, `+1`). What is beyond all ids becomes one that no row has. */
function toId(text: string, name: string): number {
  if (!/^-?\d+$/.test(text)) throw InvalidInput.field(name, 'is_int', { field: name });
  const id = Number(text);
  return Number.isSafeInteger(id) ? id : 0;
}
