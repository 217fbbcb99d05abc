import type { ValidationOptions } from 'class-validator';
import type { FaultKey, TextValues } from '../common/texts.js';

export interface Wording {
  key: FaultKey;
  values?: TextValues | undefined;
}

/** `@Matches(SLUG, say('matches.slug'))`: the sentence for this use of a rule that says too little by itself. */
export const say = (key: FaultKey, values?: TextValues): ValidationOptions => ({
  context: { key, values } satisfies Wording,
});
