import { STATUS_CODES } from 'node:http';
import { HttpException } from '@nestjs/common';
import { AppError, type ErrorKind, type FieldFault } from '../common/errors.js';

/** RFC 9457 with a stable `code`; `errors` names each faulty field by its JSON pointer. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  code: string;
  detail: string;
  errors?: FieldFault[];
  /** What else is known, where a route documents it. */
  details?: Record<string, unknown>;
  requestId: string;
}

export const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';

const STATUS_OF: Record<ErrorKind, number> = {
  invalid: 422,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  limited: 429,
  unavailable: 503,
};

/** What the framework itself refuses (routing, parsing, limits) gets a code by its status. */
const CODE_OF_STATUS: Record<number, string> = {
  400: 'request.malformed',
  401: 'auth.required',
  403: 'auth.forbidden',
  404: 'route.not_found',
  405: 'route.method_not_allowed',
  408: 'request.timeout',
  413: 'request.too_large',
  414: 'request.path_too_long',
  415: 'request.unsupported_media_type',
  431: 'request.headers_too_large',
  503: 'server.unavailable',
};

/** 501 is asked for by the caller: an action that was never built. */
export const isOurFault = (status: number): boolean => status >= 500 && status !== 501;

export function toProblem(error: unknown, requestId: string): Problem {
  const { status, code, detail, errors, details } = describe(error);
  return {
    type: 'about:blank',
    title: STATUS_CODES[status] ?? 'Error',
    status,
    code,
    detail,
    ...(errors && { errors }),
    ...(details && { details }),
    requestId,
  };
}

function describe(error: unknown): Omit<Problem, 'type' | 'title' | 'requestId'> {
  if (error instanceof AppError) {
    const status = error.more.status ?? STATUS_OF[error.kind];
    const { faults: errors, details } = error.more;
    return { status, code: error.code, detail: error.message, errors, details };
  }
  const status = statusOf(error);
  if (status && status < 500) {
    return { status, code: CODE_OF_STATUS[status] ?? 'request.refused', detail: (error as Error).message };
  }
  // What went wrong inside stays inside: the log has it under the request id.
  return {
    status: status ?? 500,
    code: CODE_OF_STATUS[status ?? 500] ?? 'server.error',
    detail: 'The request failed.',
  };
}

function statusOf(error: unknown): number | undefined {
  if (error instanceof HttpException) return error.getStatus();
  const status = (error as { statusCode?: unknown } | undefined)?.statusCode;
  return typeof status === 'number' && status >= 400 ? status : undefined;
}
