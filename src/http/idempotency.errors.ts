import { AppError, InvalidInput } from '../common/errors.js';

export class IdempotencyKeyReused extends AppError {
  constructor() {
    super('invalid', 'idempotency.key_reused');
  }
}

export class IdempotencyInFlight extends AppError {
  constructor() {
    super('conflict', 'idempotency.in_flight', {
      retryAfterSeconds: 1,
    });
  }
}

/** @throws InvalidInput */
export function requireIdempotencyKey(key: string): void {
  if (!/^[\x21-\x7e](?:[\x20-\x7e]{0,253}[\x21-\x7e])?$/.test(key))
    throw InvalidInput.field('Idempotency-Key', 'malformed.idempotency_key');
}
