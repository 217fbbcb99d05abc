import { Transform } from 'class-transformer';

/** The query parameter `true` or `false` becomes one; anything else stays as it is and fails its rule. */
export const ToBoolean = (): PropertyDecorator =>
  Transform(({ value }: { value: unknown }) => (value === 'true' ? true : value === 'false' ? false : value));
