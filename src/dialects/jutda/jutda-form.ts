import type { MessageFormat } from '../../messages/message.entity.js';

/** The fields of a request. Of a repeated name the last counts; blanks around a value are its sender's. */
export class JutdaForm {
  private readonly values: ReadonlyMap<string, string>;

  constructor(entries: Iterable<readonly [name: string, value: string]>) {
    this.values = new Map(entries);
  }

  text(name: string): string | undefined {
    return this.values.get(name);
  }

  /** More than blanks, or undefined. */
  filled(name: string): string | undefined {
    const text = this.text(name);
    return text?.trim() ? text : undefined;
  }

  names(): Iterable<string> {
    return this.values.keys();
  }
}

export const isId = (text: string): boolean => /^\d{1,10}$/.test(text) && Number(text) <= 2_147_483_647;

/** Texts are "optionally formatted with HTML". */
export const formatOf = (text: string): MessageFormat => (/<\/?[a-z][^<>]*>/i.test(text) ? 'html' : 'text');
