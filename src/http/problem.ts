import { STATUS_CODES } from 'node:http';
import { HttpException, MethodNotAllowedException } from '@nestjs/common';
import { AppError, type ErrorKind, type FieldFault } from '../common/errors.js';
import { ENGLISH, type Locale } from '../common/locales.js';
import { inEnglish, translate, type ProblemKey, type Text } from '../common/texts.js';

/** RFC 9457 with a stable `code`; `errors` names each faulty field by its JSON pointer. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  code: string;
  detail: string;
  errors?: Omit<FieldFault, 'text'>[];
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

/** Sentences without placeholders, the one of the method apart. */
type FrameworkCode = Extract<ProblemKey, `${'auth' | 'request' | 'route' | 'server'}.${string}`>;

/** What the framework itself refuses (routing, parsing, limits) gets a code by its status. */
const CODE_OF_STATUS: Record<number, FrameworkCode> = {
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

/** In English, or in the caller's language; the title stays the phrase of HTTP. */
export function toProblem(error: unknown, requestId: string, language: Locale = ENGLISH): Problem {
  const { status, code, detail, errors, details } = describe(error, language);
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

function describe(error: unknown, language: Locale): Omit<Problem, 'type' | 'title' | 'requestId'> {
  if (error instanceof AppError) {
    const status = error.more.status ?? STATUS_OF[error.kind];
    const { faults, details } = error.more;
    const errors = faults?.map(({ pointer, code, text }) => ({
      pointer,
      code,
      detail: translate(language, text),
    }));
    return { status, code: error.code, detail: translate(language, error.text), errors, details };
  }
  const status = statusOf(error);
  if (status && status < 500) {
    const code = CODE_OF_STATUS[status] ?? 'request.refused';
    return { status, code, detail: sentenceOf(error, code, language) };
  }
  // What went wrong inside stays inside: the log has it under the request id.
  const code = CODE_OF_STATUS[status ?? 500] ?? 'server.error';
  return { status: status ?? 500, code, detail: translate(language, { key: 'problems/server.error' }) };
}

/** The framework speaks English, and there says more than the code. */
function sentenceOf(error: unknown, code: FrameworkCode, language: Locale): string {
  if (error instanceof MethodNotTaken) return translate(language, error.text);
  return language === ENGLISH ? (error as Error).message : translate(language, { key: `problems/${code}` });
}

/** The path is known, and takes other methods. */
export class MethodNotTaken extends MethodNotAllowedException {
  readonly text: Text;

  constructor(method: string) {
    const text: Text = { key: 'problems/route.method_not_allowed', values: { method } };
    super(inEnglish(text));
    this.text = text;
  }
}

function statusOf(error: unknown): number | undefined {
  if (error instanceof HttpException) return error.getStatus();
  const status = (error as { statusCode?: unknown } | undefined)?.statusCode;
  return typeof status === 'number' && status >= 400 ? status : undefined;
}
