import { AppError } from '../common/errors.js';

/** Unknown account, wrong password and disabled account look the same from outside. */
export class InvalidCredentials extends AppError {
  constructor() {
    super('unauthenticated', 'auth.invalid_credentials', 'The username or the password is wrong.');
  }
}

/** The one-time code is wrong, too old or was used already. */
export class InvalidCode extends AppError {
  constructor() {
    super('unauthenticated', 'auth.invalid_code', 'The code is wrong, too old or was used already.');
  }
}

/** Unknown, expired, ended or spent. */
export class InvalidToken extends AppError {
  constructor() {
    super('unauthenticated', 'auth.invalid_token', 'The token is unknown, expired or no longer valid.');
  }
}

/** The route wants a bearer token and the request brought none. */
export class TokenRequired extends AppError {
  constructor() {
    super('unauthenticated', 'auth.required', 'This needs an access token or an API token.');
  }
}

/** Known, but not allowed. */
export class PermissionMissing extends AppError {
  constructor(permission: string) {
    super('forbidden', 'auth.forbidden', `This needs the permission ${permission}.`);
  }
}

/** The API token is good, the address it was used from is not in its list. */
export class AddressRefused extends AppError {
  constructor(address: string) {
    super('forbidden', 'auth.address_refused', `The token may not be used from ${address}.`);
  }
}

/** Too many failures; nothing is looked at before the time is over. */
export class SignInLocked extends AppError {
  constructor(retryAfterSeconds: number) {
    super('limited', 'auth.locked', 'Too many failed sign-ins. Try again later.', { retryAfterSeconds });
  }
}
