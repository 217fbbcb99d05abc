import { DrfNotAuthenticated } from './django-helpdesk.errors.js';

/** What `Authorization` says; undefined: nothing that is known here. */
export type Claim =
  | { scheme: 'basic'; username: string; password: string }
  | { scheme: 'token' | 'bearer'; token: string };

const SCHEMES: ReadonlySet<string> = new Set(['basic', 'token', 'bearer']);

/** As Django REST Framework reads the header, with its words for what is wrong. @throws DrfNotAuthenticated */
export function claimIn(authorization: string | undefined): Claim | undefined {
  const [scheme = '', credentials, ...more] = (authorization ?? '').split(/\s+/).filter(Boolean);
  const kind = scheme.toLowerCase();
  if (!SCHEMES.has(kind)) return undefined;
  const isBasic = kind === 'basic';
  const header = `Invalid ${isBasic ? 'basic' : 'token'} header.`;
  if (credentials === undefined) throw new DrfNotAuthenticated(`${header} No credentials provided.`);
  if (more.length)
    throw new DrfNotAuthenticated(
      `${header} ${isBasic ? 'Credentials' : 'Token'} string should not contain spaces.`,
    );
  if (!isBasic) return { scheme: kind as 'token' | 'bearer', token: credentials };
  const bare = credentials.replace(/[^A-Za-z0-9+/=]/g, '');
  if (!bare || bare.length % 4)
    throw new DrfNotAuthenticated(`${header} Credentials not correctly base64 encoded.`);
  const text = Buffer.from(bare, 'base64').toString();
  const colon = text.indexOf(':');
  return colon < 0
    ? { scheme: 'basic', username: text, password: '' }
    : { scheme: 'basic', username: text.slice(0, colon), password: text.slice(colon + 1) };
}
