import { describe, expect, it } from 'vitest';
import { prefixesOf, rewriteUrl } from './rewrite-url.js';

const mounts = { dialects: ['helpdeskz'] as const, prefixes: ['support', 'index.php'] };

describe('where a request goes', () => {
  it.each([
    ['GET', '/api/users', '/helpdeskz/api/users'],
    ['POST', '/api/tickets/create/', '/helpdeskz/api/tickets/create/'],
    ['GET', '/api//users', '/helpdeskz/api/users'],
    ['GET', '//api/users?email=a//b@c.de', '/helpdeskz/api/users?email=a//b@c.de'],
    ['GET', '/index.php/api/users', '/helpdeskz/api/users'],
    ['GET', '/support/api/users', '/helpdeskz/api/users'],
    ['GET', '/support/index.php/api/users', '/helpdeskz/api/users'],
    ['GET', '/support/api/v1/tickets', '/api/v1/tickets'],
    ['GET', '/support', '/'],
    ['GET', '/supportive/api/users', '/supportive/api/users'],
    ['GET', '/api/v1/tickets?limit=5', '/api/v1/tickets?limit=5'],
    ['GET', '/api/v1', '/api/v1'],
    ['GET', '/api/v1x', '/helpdeskz/api/v1x'],
    ['GET', '/helpdeskz/api/users', '/helpdeskz/api/users'],
    ['GET', '/support/flicket-api/tickets/', '/flicket-api/tickets/'],
    ['GET', '/flicket-api//users', '/flicket-api/users'],
    ['GET', '/docs', '/docs'],
    ['GET', '/', '/'],
  ])('%s %s -> %s', (method, url, path) => {
    expect(rewriteUrl(method, url, {}, mounts)).toBe(path);
  });

  it('passes over a dialect that is switched off', () => {
    expect(rewriteUrl('GET', '/api/users', {}, { dialects: [], prefixes: [] })).toBe('/api/users');
  });

  it('strips the path of the public address and the configured prefixes', () => {
    expect(prefixesOf({ publicUrl: 'https://x.test/a/b', apiPrefixes: ['index.php'] })).toEqual([
      'a/b',
      'index.php',
    ]);
    expect(prefixesOf({ publicUrl: 'https://x.test', apiPrefixes: [] })).toEqual([]);
  });
});
