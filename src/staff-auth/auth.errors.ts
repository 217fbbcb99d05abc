import { AppError } from '../common/errors.js';

/** Unknown account, wrong password and disabled account look the same from outside. */
export class InvalidCredentials extends AppError {
  constructor() {
    super('unauthenticated', 'auth.invalid_credentials');
  }
}

/** The one-time code is wrong, too old or was used already. */
export class InvalidCode extends AppError {
  constructor() {
    super('unauthenticated', 'auth.invalid_code');
  }
}

/** Unknown, expired, ended or spent. */
export class InvalidToken extends AppError {
  constructor() {
    super('unauthenticated', 'auth.invalid_token');
  }
}

/** The route wants a bearer token and the request brought none. */
export class TokenRequired extends AppError {
  constructor() {
    super('unauthenticated', 'auth.required');
  }
}

/** Known, but not allowed. */
export class PermissionMissing extends AppError {
  constructor(permission: string) {
    super('forbidden', 'auth.forbidden', { values: { permission } });
  }
}

/** The API token is good, the address it was used from is not in its list. */
export class AddressRefused extends AppError {
  constructor(address: string) {
    super('forbidden', 'auth.address_refused', { values: { address } });
  }
}

/** Too many failures; nothing is looked at before the time is over. */
export class SignInLocked extends AppError {
  constructor(retryAfterSeconds: number) {
    super('limited', 'auth.locked', { retryAfterSeconds });
  }
}

/** The role requires a second factor: until there is one, the session reaches nothing but its set-up. */
export class TwoFactorRequired extends AppError {
  constructor() {
    super('forbidden', 'auth.two_factor_required');
  }
}

/** The password is right, but at a door that knows no second factor it is not enough. */
export class AppPasswordRequired extends AppError {
  constructor() {
    super('unauthenticated', 'auth.app_password_required');
  }
}

export class TwoFactorActive extends AppError {
  constructor() {
    super('conflict', 'auth.two_factor_active');
  }
}

export class TwoFactorMissing extends AppError {
  constructor() {
    super('conflict', 'auth.two_factor_missing');
  }
}

export class SessionNotFound extends AppError {
  constructor() {
    super('not_found', 'session.not_found');
  }
}

export class AppPasswordNotFound extends AppError {
  constructor() {
    super('not_found', 'app_password.not_found');
  }
}

/** A cookie travels by itself, so whose page sent the request matters. */
export class OriginRefused extends AppError {
  constructor() {
    super('forbidden', 'auth.origin_refused');
  }
}

/** More links were asked for, or tried, than anybody needs. */
export class TooManyLinks extends AppError {
  constructor(retryAfterSeconds: number) {
    super('limited', 'auth.too_many_links', {
      retryAfterSeconds,
    });
  }
}
