import type { FieldFaultDto, ProblemDto } from './gen/types.gen.js';

/** What the desk refuses, or why it could not be asked. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  /** Of the answer; 0 when none came. */
  readonly status: number;
  /** Stable, for programs: `ticket.not_found`; `network.failed` when no answer came, `http.502` when it was not the desk's. */
  readonly code: string;
  /** Each faulty field of the request. */
  readonly errors: readonly FieldFaultDto[];
  /** The number of the request, which the log of the desk has too. */
  readonly requestId: string | undefined;

  private constructor(
    problem: Pick<ProblemDto, 'status' | 'code' | 'detail'> & Partial<ProblemDto>,
    cause?: unknown,
  ) {
    super(problem.detail, { cause });
    this.status = problem.status;
    this.code = problem.code;
    this.errors = problem.errors ?? [];
    this.requestId = problem.requestId;
  }

  /** Of what an answer with an error status held: a problem, or what something between here and the desk says. */
  static ofAnswer(body: unknown, { status, statusText }: Response): ApiError {
    if (isProblem(body)) return new ApiError(body);
    return new ApiError(
      { status, code: `http.${status}`, detail: statusText || `The answer was ${status}.` },
      body,
    );
  }

  static ofNetwork(cause: unknown): ApiError {
    const detail = cause instanceof Error ? cause.message : String(cause);
    return new ApiError({ status: 0, code: 'network.failed', detail }, cause);
  }
}

const isProblem = (body: unknown): body is ProblemDto =>
  typeof body === 'object' && body !== null && 'code' in body && 'status' in body && 'detail' in body;
