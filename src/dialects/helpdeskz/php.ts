/** How PHP and MySQL read text as numbers: clients of HelpDeskZ meet these rules on the wire. */

/** PHP's `is_numeric` (8.0): blanks around it, sign, decimals and exponent are fine. */
export const isNumeric = (text: string): boolean => /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(text);

/** MySQL comparing an integer column with a text: the number at its beginning (`1abc` is 1, `1.9` is no id). */
export function idOf(text: string): number | undefined {
  const number = Number(/^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?/i.exec(text)?.[0] ?? 0);
  return Number.isInteger(number) && number > 0 && number <= 2_147_483_647 ? number : undefined;
}

/** Rule `is_natural_no_zero`: digits only, and not zero. */
export const isNaturalNoZero = (text: string): boolean => /^\d+$/.test(text) && !/^0+$/.test(text);

/** Rule `required`: more than blanks. */
export const isFilled = (text: string | undefined): text is string =>
  text !== undefined && text.trim() !== '';

/** PHP's `mb_strlen`: an emoji is one. */
export const charactersIn = (text: string): number => [...text].length;
