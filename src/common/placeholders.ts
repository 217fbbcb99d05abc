/** Anything in double braces: what is no name is no variable either, and is refused where texts with variables are saved. */
const PLACEHOLDER = /\{\{([^{}]*)\}\}/g;

/** `{{customField.colour}}`: what the ticket has in a custom field. */
const FIELD_VARIABLE = /^customField\.([A-Za-z][A-Za-z0-9_-]{0,49})$/;

/** One pass: what looks like a placeholder inside a value stays as it is. */
export const fillPlaceholders = (text: string, valueOf: (name: string) => string): string =>
  text.replace(PLACEHOLDER, (_, name: string) => valueOf(name.trim()));

/** The names in double braces, each once. */
export const placeholdersIn = (text: string): string[] => [
  ...new Set([...text.matchAll(PLACEHOLDER)].map(([, name]) => name!.trim())),
];

export const fieldVariable = (fieldName: string): string => `customField.${fieldName}`;

/** The custom field that a variable stands for; undefined: it is another one. */
export const fieldOfVariable = (variable: string): string | undefined => FIELD_VARIABLE.exec(variable)?.[1];
