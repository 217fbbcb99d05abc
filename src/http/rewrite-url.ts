import type { IncomingHttpHeaders } from 'node:http';
import type { DialectName } from '../config/config.js';

/** What of the configuration decides where a request goes. */
export interface Mounts {
  dialects: readonly DialectName[];
  /** Path prefixes that are ignored, without slashes around them. */
  prefixes: readonly string[];
}

interface BareApiRule {
  dialect: DialectName;
  matches: (method: string, path: string, headers: IncomingHttpHeaders) => boolean;
}

/**
 * Who is meant by a bare `/api/…`: the clients of every old desk call it so and change only the host name.
 * First match wins; a dialect that is switched off is passed over. The rule chooses a path, never a right.
 */
const BARE_API_RULES: readonly BareApiRule[] = [{ dialect: 'helpdeskz', matches: () => true }];

/** Where each dialect is always reachable while it is on. */
export const DIALECT_MOUNTS: Record<DialectName, string> = { helpdeskz: '/helpdeskz/api' };

/** The prefixes of `API_PREFIXES` and the path of `PUBLIC_URL`, without slashes around them. */
export function prefixesOf(config: { apiPrefixes: readonly string[]; publicUrl: string }): string[] {
  const path = config.publicUrl ? new URL(config.publicUrl).pathname.replace(/^\/+|\/+$/g, '') : '';
  // The longer first: /support/index.php/api loses both.
  return [path, ...config.apiPrefixes].filter(Boolean);
}

/** The path a request is routed by: doubled slashes collapsed, prefixes stripped, a bare `/api/…` given to its dialect. */
export function rewriteUrl(
  method: string,
  url: string,
  headers: IncomingHttpHeaders,
  mounts: Mounts,
): string {
  const queryAt = url.indexOf('?');
  const query = queryAt < 0 ? '' : url.slice(queryAt);
  let path = queryAt < 0 ? url : url.slice(0, queryAt);
  if (path.includes('//')) path = path.replace(/\/{2,}/g, '/');
  for (const prefix of mounts.prefixes) {
    if (path.startsWith(prefix, 1) && (path.length === prefix.length + 1 || path[prefix.length + 1] === '/'))
      path = path.slice(prefix.length + 1) || '/';
  }
  const isBare = path.startsWith('/api/') || path === '/api';
  const isNative = path.startsWith('/api/v1/') || path === '/api/v1';
  if (isBare && !isNative) {
    const rule = BARE_API_RULES.find(
      ({ dialect, matches }) => mounts.dialects.includes(dialect) && matches(method, path, headers),
    );
    if (rule) path = DIALECT_MOUNTS[rule.dialect] + path.slice('/api'.length);
  }
  return path + query;
}
