import { escapeHtml } from '../common/html.js';
import { InvalidInput, type FieldFault, fieldFault } from '../common/errors.js';
import { fieldOfVariable, fillPlaceholders, placeholdersIn } from '../common/placeholders.js';
import type { MessageFormat } from '../messages/message.entity.js';

/** What may stand between `{{` and `}}`, and what it means; beside them `customField.<name>`. */
export const RESPONSE_VARIABLES = {
  site: 'The name of the desk.',
  number: 'The number of the ticket.',
  subject: 'The subject of the ticket.',
  department: 'The department of the ticket.',
  status: 'The status of the ticket.',
  priority: 'The priority of the ticket.',
  requester: 'The name of the person who asked; empty where nobody did.',
  staff: 'The name of who writes the answer; of a program, the name of the desk.',
} as const;
export type ResponseVariable = keyof typeof RESPONSE_VARIABLES;

/** By variable; what is missing is empty. */
export type ResponseValues = Readonly<Record<string, string>>;

/** Whatever means something in Markdown, means itself behind a backslash. */
const escapeMarkdown = (text: string): string =>
  text.replace(/[!-/:-@[-`{-~]/g, '\\$&').replace(/\s*[\r\n]+\s*/g, ' ');

const ESCAPE: Record<MessageFormat, (text: string) => string> = {
  text: (text) => text,
  markdown: escapeMarkdown,
  html: escapeHtml,
};

/** The body with its values, each of them escaped as the format needs it: people write subjects and names. */
export const fillResponse = (format: MessageFormat, body: string, values: ResponseValues): string =>
  fillPlaceholders(body, (name) => ESCAPE[format](Object.hasOwn(values, name) ? values[name]! : ''));

/** @throws InvalidInput naming each variable that there is not */
export function requireKnownVariables(body: string): void {
  const faults = placeholdersIn(body)
    .filter((name) => !Object.hasOwn(RESPONSE_VARIABLES, name) && !fieldOfVariable(name))
    .map(
      (name): FieldFault =>
        fieldFault('/body', 'unknown_variable.response', {
          name,
          known: Object.keys(RESPONSE_VARIABLES).join(', '),
        }),
    );
  if (faults.length) throw new InvalidInput(faults);
}
