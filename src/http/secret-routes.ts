/** Their answers are secrets, and never stored: an `Idempotency-Key` is passed over there, and not documented. */
export const SECRET_ROUTES = /^\/api\/v1\/(auth|user-auth|api-tokens|app-passwords|webhooks)(\/|\?|$)/;
