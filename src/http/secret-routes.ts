/**
 * Their answers are secrets, or their path is, and never stored: an `Idempotency-Key` is passed over there, and not
 * documented.
 */
export const SECRET_ROUTES =
  /^\/api\/v1\/(((auth|user-auth|api-tokens|app-passwords|webhooks)(\/|\?|$))|public\/tickets\/|tickets\/[^/]+\/public-links(\/|\?|$))/;

/** The path as it may be logged: without the token that a secret link has there. */
export const withoutSecret = (path: string): string =>
  path.replace(/(\/public\/tickets\/)[^/?]+/i, '$1<token>');
