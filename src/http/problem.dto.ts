/** One fault of one field. */
export class FieldFaultDto {
  /** JSON pointer into the request. @example /departmentId */
  pointer: string;
  /** Stable. @example unknown */
  code: string;
  /** @example There is no such department. */
  detail: string;
}

/** RFC 9457. */
export class ProblemDto {
  /** @example about:blank */
  type: string;
  /** @example Unprocessable Entity */
  title: string;
  /** @example 422 */
  status: number;
  /** Stable, for programs. @example request.invalid */
  code: string;
  /** For people. */
  detail: string;
  errors?: FieldFaultDto[];
  /** Also the header `X-Request-Id`; the log has it. */
  requestId: string;
}
