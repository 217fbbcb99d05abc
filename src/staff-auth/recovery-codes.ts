import { randomBytes } from 'node:crypto';
import { tokenHash } from './token-hash.js';

const COUNT = 10;
/** 16 letters of five bits each: 80 random bits. No 0, 1, l or o, which people mistake for one another. */
const ALPHABET = 'abcdefghijkmnpqrstuvwxyz23456789';
const LENGTH = 16;
const CODE = new RegExp(`^[${ALPHABET}]{${LENGTH}}$`);

/** Ten codes as people read them: `abcd-efgh-jkmn-pqrs`. */
export const newRecoveryCodes = (): string[] => Array.from({ length: COUNT }, newCode);

/** The code without dashes, blanks and capitals; undefined when the text is none. */
export function readRecoveryCode(text: string): string | undefined {
  const code = text.replace(/[\s-]/g, '').toLowerCase();
  return CODE.test(code) ? code : undefined;
}

/** What is kept of a code that `readRecoveryCode` gave. */
export const recoveryCodeHash = (code: string): string => tokenHash(`recovery code ${code}`);

function newCode(): string {
  const letters = [...randomBytes(LENGTH)].map((byte) => ALPHABET[byte & 31]).join('');
  return letters.replace(/(.{4})(?!$)/g, '$1-');
}
