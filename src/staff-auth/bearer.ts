import type { IncomingHttpHeaders } from 'node:http';

const BEARER = /^Bearer +(\S+)$/i;
/** Three parts, the first of which begins a JSON object: no API token that we give out looks like this. */
const JWT = /^eyJ[\w-]*\.[\w-]+\.[\w-]*$/;

/** The token of `Authorization: Bearer …`, null without one. */
export const bearerOf = (request: { headers: IncomingHttpHeaders }): string | null =>
  BEARER.exec(request.headers.authorization ?? '')?.[1] ?? null;

/** Tells access tokens from API tokens, so that each is checked once and in its own way. */
export const looksLikeJwt = (token: string): boolean => JWT.test(token);
