import type { Text } from '../common/texts.js';

export const TOKEN_RULE: Text = { key: 'rules/token' };

/** An API token travels in a header: no blanks, nothing beyond ASCII. */
export const isTokenText = (text: string): boolean => /^[\x21-\x7e]{1,255}$/.test(text);
