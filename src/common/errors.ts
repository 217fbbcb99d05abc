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
  detail: string;
}

/** The one error class that crosses rooms. `code` is stable and documented (`ticket.not_found`). */
export class AppError extends Error {
  constructor(
    readonly kind: ErrorKind,
    readonly code: string,
    message: string,
    readonly more: {
      faults?: FieldFault[];
      retryAfterSeconds?: number;
      status?: 400 | 412 | 413 | 415;
      /** Members of the answer beside the standard ones, for programs. */
      details?: Record<string, unknown>;
    } = {},
  ) {
    super(message);
    this.name = new.target.name;
  }
}

/** The request breaks a rule; each fault names a field. */
export class InvalidInput extends AppError {
  constructor(faults: FieldFault[]) {
    super('invalid', 'request.invalid', faults.map((fault) => fault.detail).join(' '), { faults });
  }

  static field(field: string, code: string, detail: string): InvalidInput {
    return new InvalidInput([{ pointer: `/${field}`, code, detail }]);
  }
}

/** If-Match named a version that is no longer the current one. */
export class StaleVersion extends AppError {
  constructor() {
    super('conflict', 'request.stale_version', 'The resource has changed since it was read.', {
      status: 412,
    });
  }
}
