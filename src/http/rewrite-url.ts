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
  /** `path` is what follows the mount: `/tickets/7`. */
  matches: (method: string, path: string, headers: IncomingHttpHeaders) => boolean;
}

/**
 * Who is meant by a bare `/api/…`: the clients of every old desk call it so and change only the host name.
 * First match wins; a dialect that is switched off is passed over. The rule chooses a path, never a right.
 */
const BARE_API_RULES: readonly BareApiRule[] = [
  { dialect: 'helpdeskz', matches: (_method, _path, headers) => headers['token'] !== undefined },
  { dialect: 'jutda', matches: (_method, path) => isJutdaMethod(path) },
  { dialect: 'django-helpdesk', matches: isForDjango },
  { dialect: 'helpdeskz', matches: () => true },
];

/** The same for `/helpdesk/api/…`, the mount that the documentation of django-helpdesk has. */
const HELPDESK_API_RULES: readonly BareApiRule[] = [
  { dialect: 'jutda', matches: (_method, path) => isJutdaMethod(path) },
  { dialect: 'django-helpdesk', matches: () => true },
];

/** The methods of the Jutda Helpdesk API: each is a path of its own, `/api/<name>/`. */
export const JUTDA_METHOD_NAMES = [
  'create_ticket',
  'delete_ticket',
  'hold_ticket',
  'unhold_ticket',
  'add_followup',
  'resolve',
  'list_queues',
  'find_user',
] as const;

const JUTDA_PATHS: ReadonlySet<string> = new Set([...JUTDA_METHOD_NAMES, 'help'].map((name) => `/${name}`));
const isJutdaMethod = (path: string): boolean =>
  JUTDA_PATHS.has(path.endsWith('/') ? path.slice(0, -1) : path);

/** Resources that only django-helpdesk has. */
const DJANGO_ALONE: ReadonlySet<string> = new Set(['user_tickets', 'followups', 'followups-attachments']);

/** HelpDeskZ has tickets and users too, but neither these verbs nor Basic. */
function isForDjango(method: string, path: string, { authorization = '' }: IncomingHttpHeaders): boolean {
  // `/tickets.json` is a way to ask Django for JSON.
  const resource = path.split('/')[1]?.replace(/\.json$/, '') ?? '';
  if (DJANGO_ALONE.has(resource)) return true;
  if (resource === '') return method === 'GET';
  if (resource === 'tickets' && ['PUT', 'PATCH', 'DELETE'].includes(method)) return true;
  return ['tickets', 'users'].includes(resource) && /^basic\b/i.test(authorization);
}

/** Where each dialect is always reachable while it is on. */
export const DIALECT_MOUNTS: Record<DialectName, string> = {
  helpdeskz: '/helpdeskz/api',
  'django-helpdesk': '/django-helpdesk/api',
  jutda: '/jutda/api',
  flicket: '/flicket-api',
};

/** Bare mounts that several dialects share, and who is meant there. */
const SHARED_MOUNTS: readonly { mount: string; rules: readonly BareApiRule[] }[] = [
  { mount: '/api', rules: BARE_API_RULES },
  { mount: '/helpdesk/api', rules: HELPDESK_API_RULES },
];

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
  return withoutFormat(dispatch(method, path, headers, mounts)) + query;
}

function dispatch(method: string, path: string, headers: IncomingHttpHeaders, mounts: Mounts): string {
  if (isUnder('/api/v1', path)) return path;
  const shared = SHARED_MOUNTS.find(({ mount }) => isUnder(mount, path));
  if (!shared) return path;
  const rest = path.slice(shared.mount.length);
  const rule = shared.rules.find(
    ({ dialect, matches }) => mounts.dialects.includes(dialect) && matches(method, rest, headers),
  );
  return rule ? DIALECT_MOUNTS[rule.dialect] + rest : path;
}

/** `/tickets.json` is how Django's clients ask for JSON, which is all there is. */
const withoutFormat = (path: string): string =>
  isUnder(DIALECT_MOUNTS['django-helpdesk'], path) ? path.replace(/\.json\/?$/, '') : path;

const isUnder = (mount: string, path: string): boolean =>
  path.startsWith(mount) && (path.length === mount.length || path[mount.length] === '/');
