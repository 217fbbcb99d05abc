import { inEnglish, type FaultKey, type ProblemKey, type Text, type TextValues } from './texts.js';

/**
 * What can go wrong, in seven kinds. Services throw these and know nothing of HTTP;
 * each door (native API, a dialect, a command) says them in its own words.
 */
export type ErrorKind =
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'not_found'
  | 'conflict'
  | 'limited'
  | 'unavailable';

/** One fault of one field: `pointer` is a JSON pointer into the request (`/departmentId`). */
export interface FieldFault {
  pointer: string;
  /** Stable and snake_case: `required`, `too_long`, `unknown`, … */
  code: string;
  /** In English, for logs and for doors that say nothing else. */
  detail: string;
  text: Text;
}

/** A key is a code, after which a variant may stand where several sentences have it: `unknown.department`. */
export const fieldFault = (pointer: string, key: FaultKey, values?: TextValues): FieldFault => {
  const text: Text = { key: `faults/${key}`, values };
  return { pointer, code: key.split('.', 1)[0]!, detail: inEnglish(text), text };
};

/**
 * The one error class that crosses rooms. Its code is stable and documented (`ticket.not_found`); the key is that code,
 * after which a variant may stand (`desk.gone.mail`). The sentence stands in `src/locales`; `message` is English.
 */
export class AppError extends Error {
  readonly code: string;
  readonly text: Text;

  constructor(
    readonly kind: ErrorKind,
    key: ProblemKey,
    readonly more: {
      /** For the placeholders of the sentence. */
      values?: TextValues;
      faults?: FieldFault[];
      retryAfterSeconds?: number;
      status?: 400 | 412 | 413 | 415;
      /** Members of the answer beside the standard ones, for programs. */
      details?: Record<string, unknown>;
    } = {},
  ) {
    const text: Text = { key: `problems/${key}`, values: more.values };
    super(inEnglish(text));
    this.name = new.target.name;
    this.code = key.split('.', 2).join('.');
    this.text = text;
  }
}

/** The request breaks a rule; each fault names a field. */
export class InvalidInput extends AppError {
  constructor(faults: FieldFault[]) {
    super('invalid', 'request.invalid', { values: { faults: faults.map(({ text }) => text) }, faults });
  }

  static field(field: string, key: FaultKey, values?: TextValues): InvalidInput {
    return new InvalidInput([fieldFault(`/${field}`, key, values)]);
  }
}

/** If-Match named a version that is no longer the current one. */
export class StaleVersion extends AppError {
  constructor() {
    super('conflict', 'request.stale_version', {
      status: 412,
    });
  }
}
