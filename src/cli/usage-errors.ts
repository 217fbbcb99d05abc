import type { CommandKey } from '../common/texts.js';
import type { Output } from './output.js';

/** What the parser of the command line says, which speaks English alone. */
const SENTENCES: readonly [RegExp, CommandKey][] = [
  [/^error: missing required argument '(?<name>.*)'$/, 'usage.missing_argument'],
  [/^error: option '(?<flags>.*)' argument missing$/, 'usage.missing_value'],
  [/^error: required option '(?<flags>.*)' not specified$/, 'usage.missing_option'],
  [/^error: unknown option '(?<name>.*)'$/, 'usage.unknown_option'],
  [/^error: unknown command '(?<name>.*)'$/, 'usage.unknown_command'],
  [/^error: too many arguments/, 'usage.too_many_arguments'],
  [/^error: option '(?<flags>.*)' argument '(?<value>.*)' is invalid\. (?<why>.*)$/, 'usage.invalid_value'],
  [
    /^error: command-argument value '(?<value>.*)' is invalid for argument '(?<name>.*)'\. (?<why>.*)$/,
    'usage.invalid_argument',
  ],
  [/^Allowed choices are (?<choices>.*)\.$/, 'usage.choices'],
  [/^\(Did you mean (?<names>.*)\?\)$/, 'usage.did_you_mean'],
];

/** The same in the language of the terminal, line by line; what is not known stays as it is. */
export const usageError = (text: string, out: Output): string =>
  text
    .split('\n')
    .map((line) => inWords(line, out))
    .join('\n');

function inWords(line: string, out: Output): string {
  for (const [pattern, key] of SENTENCES) {
    const found = pattern.exec(line);
    if (!found) continue;
    const { why, ...values } = found.groups ?? {};
    return out.words(key, { ...values, ...(why !== undefined && { why: inWords(why, out) }) });
  }
  return line;
}
