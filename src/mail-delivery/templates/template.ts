import { escapeHtml, textToHtml } from '../../common/html.js';

/** `{{name}}` stands for a value, in each of them. */
export interface Template {
  readonly subject: string;
  readonly text: string;
  /** Empty: made from the text. */
  readonly html: string;
}

/** A text, escaped where it stands in HTML; or a value that has a safe HTML form of its own. */
export type TemplateValue = string | { text: string; html: string };

/** Anything in double braces: what is no name is no variable either, and is refused where templates are saved. */
const PLACEHOLDER = /\{\{([^{}]*)\}\}/g;

/** One pass: what looks like a placeholder inside a value stays as it is. A name without a value becomes nothing. */
export function fillTemplate(template: Template, values: Partial<Record<string, TemplateValue>>): Template {
  const fill = (text: string, form: (value: TemplateValue) => string): string =>
    text.replace(PLACEHOLDER, (_, name: string) => form(values[name.trim()] ?? ''));
  return {
    subject: fill(template.subject, asText),
    text: fill(template.text, asText),
    html: fill(template.html || htmlOf(template.text), asHtml),
  };
}

/** The names in double braces, each once. */
export const placeholdersIn = (text: string): string[] => [
  ...new Set([...text.matchAll(PLACEHOLDER)].map(([, name]) => name!.trim())),
];

/** A paragraph that is nothing but a value may hold paragraphs of its own. */
const htmlOf = (text: string): string =>
  textToHtml(text.trim()).replace(/<p>(\{\{[^{}]*\}\})<\/p>/g, '<div>$1</div>');

const asText = (value: TemplateValue): string => (typeof value === 'string' ? value : value.text);

const asHtml = (value: TemplateValue): string => (typeof value === 'string' ? escapeHtml(value) : value.html);
