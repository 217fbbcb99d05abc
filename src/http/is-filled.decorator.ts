import { Matches } from 'class-validator';

/** A text that is more than blanks. */
export const IsFilled = (): PropertyDecorator => Matches(/\S/u, { message: '$property must not be blank' });
