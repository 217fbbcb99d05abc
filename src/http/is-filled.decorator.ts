import { Matches } from 'class-validator';
import { say } from './wording.js';

/** A text that is more than blanks. */
export const IsFilled = (): PropertyDecorator => Matches(/\S/u, say('matches.filled'));
