/**
 * Patterns of routes whose answers are secrets, or whose path is: nothing of them is ever stored, an `Idempotency-Key` is
 * passed over there, and not documented. By the pattern and not by the path, of which there are many spellings.
 */
export const SECRET_ROUTES =
  /^\/api\/v1\/(((auth|user-auth|api-tokens|app-passwords|webhooks)(\/|$))|public\/tickets\/|tickets\/[^/]+\/public-links(\/|$))/;

/** Our tokens are 43 letters or more; words and ids in a path are shorter. */
const LIKE_A_TOKEN = /[^/]{40,}/g;

/** The path as it may be logged: without the token of a secret link, and without what may be one, wherever it stands. */
export const withoutSecret = (path: string): string =>
  path.replace(/(\/public\/tickets\/)[^/]+/i, '$1<token>').replace(LIKE_A_TOKEN, '<token>');
