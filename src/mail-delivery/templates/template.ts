import { escapeHtml, textToHtml } from '../../common/html.js';
import { fillPlaceholders } from '../../common/placeholders.js';

/** `{{name}}` stands for a value, in each of them. */
export interface Template {
  readonly subject: string;
  readonly text: string;
  /** Empty: made from the text. */
  readonly html: string;
}

/** A text, escaped where it stands in HTML; or a value that has a safe HTML form of its own. */
export type TemplateValue = string | { text: string; html: string };

/** One pass: what looks like a placeholder inside a value stays as it is. A name without a value becomes nothing. */
export function fillTemplate(template: Template, values: Partial<Record<string, TemplateValue>>): Template {
  const fill = (text: string, form: (value: TemplateValue) => string): string =>
    fillPlaceholders(text, (name) => form(values[name] ?? ''));
  return {
    subject: fill(template.subject, asText),
    text: fill(template.text, asText),
    html: fill(template.html || htmlOf(template.text), asHtml),
  };
}

/** A paragraph that is nothing but a value may hold paragraphs of its own. */
const htmlOf = (text: string): string =>
  textToHtml(text.trim()).replace(/<p>(\{\{[^{}]*\}\})<\/p>/g, '<div>$1</div>');

const asText = (value: TemplateValue): string => (typeof value === 'string' ? value : value.text);

const asHtml = (value: TemplateValue): string => (typeof value === 'string' ? escapeHtml(value) : value.html);
