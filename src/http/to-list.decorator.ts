import { Transform } from 'class-transformer';

/** A query parameter of words between commas, or given several times, becomes a list. */
export const ToList = (): PropertyDecorator =>
  Transform(({ value }: { value: unknown }) =>
    typeof value === 'string'
      ? value.split(',')
      : Array.isArray(value)
        ? value.flatMap((part: unknown) => (typeof part === 'string' ? part.split(',') : [part]))
        : value,
  );
