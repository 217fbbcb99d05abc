import { AppError, InvalidInput, fieldFault } from '../common/errors.js';

/** More than any request of ours has, by far; what is read into DTOs takes time and stack by these. */
const DEPTH_MAX = 32;
const FIELDS_MAX = 1_000;
const VALUES_MAX = 20_000;

/**
 * What is no object has no fields to name; and what is deeper or wider than any request is refused before it is read.
 * @returns undefined for a body that is fine.
 */
export function faultOfBody(body: unknown): AppError | undefined {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    return new InvalidInput([fieldFault('', 'is_object.body')]);
  let values = 0;
  let level: object[] = [body];
  for (let depth = 1; level.length > 0; depth++) {
    if (depth > DEPTH_MAX) return tooComplex();
    const inner: object[] = [];
    for (const object of level) {
      const children: unknown[] = Object.values(object);
      values += children.length;
      if (values > VALUES_MAX || (!Array.isArray(object) && children.length > FIELDS_MAX))
        return tooComplex();
      for (const child of children) if (typeof child === 'object' && child !== null) inner.push(child);
    }
    level = inner;
  }
  return undefined;
}

const tooComplex = (): AppError =>
  new AppError('invalid', 'request.too_complex', {
    status: 413,
  });
