import { Transform } from 'class-transformer';

/** A query parameter of digits becomes a number; anything else stays as it is and fails its rule. */
export const ToInt = (): PropertyDecorator =>
  Transform(({ value }: { value: unknown }) =>
    typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value,
  );
