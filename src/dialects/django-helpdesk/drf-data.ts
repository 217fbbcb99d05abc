import type { UploadedFile } from '../../attachments/attachment-rules.js';
import { DrfInvalid } from './django-helpdesk.errors.js';

export interface NamedFile extends UploadedFile {
  field: string;
}

/** What a request says: a JSON object, or a form. Of a repeated name of a form the last counts. */
export class DrfData {
  private constructor(
    private readonly values: ReadonlyMap<string, unknown>,
    /** In the order of the form. */
    readonly files: readonly NamedFile[],
    readonly isForm: boolean,
  ) {}

  /** @throws DrfInvalid for JSON that is no object */
  static ofJson(body: unknown): DrfData {
    if (body === undefined) return new DrfData(new Map(), [], false);
    if (typeof body !== 'object' || body === null || Array.isArray(body))
      throw new DrfInvalid({
        non_field_errors: [`Invalid data. Expected a dictionary, but got ${pythonType(body)}.`],
      });
    return new DrfData(new Map(Object.entries(body)), [], false);
  }

  static ofForm(fields: Iterable<readonly [string, string]>, files: readonly NamedFile[] = []): DrfData {
    return new DrfData(new Map(fields), files, true);
  }

  /** Undefined: it says nothing of it. */
  get(name: string): unknown {
    return this.values.get(name);
  }

  filesOf(field: string): NamedFile[] {
    return this.files.filter((file) => file.field === field);
  }
}

/** The name of a type in Python. */
export function pythonType(value: unknown): string {
  if (value === null) return 'NoneType';
  if (Array.isArray(value)) return 'list';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'float';
  return { string: 'str', boolean: 'bool' }[typeof value as string] ?? 'dict';
}
