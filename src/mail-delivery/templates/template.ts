import { escapeHtml } from '../../common/html.js';

/** `{{name}}` stands for a value, in each of the three. */
export interface Template {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** A text, escaped where it stands in HTML; or a value that has a safe HTML form of its own. */
export type TemplateValue = string | { text: string; html: string };

type NamesIn<Text extends string> = Text extends `${string}{{${infer Name}}}${infer Rest}`
  ? Name | NamesIn<Rest>
  : never;

/** All that a template asks for; a missing value does not compile. */
export type ValuesOf<T extends Template> = Record<
  NamesIn<T['subject']> | NamesIn<T['text']> | NamesIn<T['html']>,
  TemplateValue
>;

/** One pass: what looks like a placeholder inside a value stays as it is. */
export function fillTemplate<T extends Template>(template: T, values: ValuesOf<T>): Template {
  const fill = (text: string, form: (value: TemplateValue) => string): string =>
    text.replace(/\{\{(\w+)\}\}/g, (_, name: keyof ValuesOf<T>) => form(values[name]));
  return {
    subject: fill(template.subject, asText),
    text: fill(template.text, asText),
    html: fill(template.html, asHtml),
  };
}

const asText = (value: TemplateValue): string => (typeof value === 'string' ? value : value.text);

const asHtml = (value: TemplateValue): string => (typeof value === 'string' ? escapeHtml(value) : value.html);
