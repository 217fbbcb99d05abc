export const TOKEN_RULE = 'must be 1 to 255 visible ASCII characters';

/** An API token travels in a header: no blanks, nothing beyond ASCII. */
export const isTokenText = (text: string): boolean => /^[\x21-\x7e]{1,255}$/.test(text);
