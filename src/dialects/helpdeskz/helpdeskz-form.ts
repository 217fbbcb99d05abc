import type { UploadedFile } from '../../attachments/attachment-rules.js';
import { isFilled, isNumeric } from './php.js';

type Entries = Iterable<readonly [name: string, value: string]>;

/**
 * What a request says, wherever it says it: form or JSON body before the query string (the documentation calls the
 * parameters of a POST "query parameters"). Of a repeated name the last counts; a list is no text and counts as absent.
 */
export class HelpdeskzForm {
  private readonly values = new Map<string, string>();

  constructor(
    query: Entries,
    body: Entries,
    /** Of the field `attachment`, in their order. */
    readonly files: readonly UploadedFile[],
  ) {
    for (const [name, value] of [...query, ...body]) this.values.set(name, value);
  }

  text(name: string): string | undefined {
    return this.values.get(name);
  }

  /** A filter of a list: used only when it is a number, else ignored. */
  number(name: string): string | undefined {
    const text = this.text(name);
    return text !== undefined && isNumeric(text) ? text : undefined;
  }

  /** The first of the names that is filled in. */
  firstOf(...names: string[]): string | undefined {
    return names.map((name) => this.text(name)).find(isFilled);
  }

  /** On when equal to 1 as a number (`1`, `01`, `1.0`); `true` is off. */
  isOne(name: string): boolean {
    const text = this.number(name);
    return text !== undefined && Number(text) === 1;
  }
}

/** JSON as if it had come by a form: true and false are 1 and 0, null is absent, lists and objects are no texts. */
export function entriesOfJson(body: unknown): [string, string][] {
  if (typeof body !== 'object' || body === null) return [];
  const scalars = Object.entries(body).filter(([, value]) =>
    ['string', 'number', 'boolean'].includes(typeof value),
  );
  return scalars.map(([name, value]) => [
    name,
    typeof value === 'boolean' ? String(Number(value)) : String(value),
  ]);
}

const ATTACHMENT_FIELD = /^attachment(\[\d*\])?$/;
export const isAttachmentField = (name: string): boolean => ATTACHMENT_FIELD.test(name);
