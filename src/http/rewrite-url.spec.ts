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

  const all = { dialects: ['helpdeskz', 'django-helpdesk', 'jutda'] as const, prefixes: [] };
  const basic = { authorization: 'Basic YWRtaW46YWRtaW4=' };
  const token = { token: 'of-helpdeskz' };

  it.each([
    // A token of HelpDeskZ before all else.
    ['DELETE', '/api/tickets/7', token, '/helpdeskz/api/tickets/7'],
    ['POST', '/api/create_ticket/', token, '/helpdeskz/api/create_ticket/'],
    ['POST', '/api/tickets', { ...basic, ...token }, '/helpdeskz/api/tickets'],
    ['POST', '/api/create_ticket/', basic, '/jutda/api/create_ticket/'],
    ['GET', '/api/help', {}, '/jutda/api/help'],
    ['POST', '/helpdesk/api/resolve/', {}, '/jutda/api/resolve/'],
    // What only django-helpdesk has.
    ['GET', '/api/user_tickets/', {}, '/django-helpdesk/api/user_tickets/'],
    ['GET', '/api/followups/?page=2', {}, '/django-helpdesk/api/followups/?page=2'],
    ['POST', '/api/followups-attachments', {}, '/django-helpdesk/api/followups-attachments'],
    ['PUT', '/api/tickets/7', {}, '/django-helpdesk/api/tickets/7'],
    ['PATCH', '/api/tickets/7/', {}, '/django-helpdesk/api/tickets/7/'],
    ['DELETE', '/api/tickets/7', {}, '/django-helpdesk/api/tickets/7'],
    ['PUT', '/api/users/7', {}, '/helpdeskz/api/users/7'],
    ['GET', '/api/', {}, '/django-helpdesk/api/'],
    ['GET', '/api', {}, '/django-helpdesk/api'],
    ['POST', '/api/', {}, '/helpdeskz/api/'],
    // What both have is told apart by who asks.
    ['GET', '/api/tickets/', basic, '/django-helpdesk/api/tickets/'],
    ['GET', '/api/tickets.json?status=1', basic, '/django-helpdesk/api/tickets?status=1'],
    ['GET', '/django-helpdesk/api/tickets/7.json', {}, '/django-helpdesk/api/tickets/7'],
    ['POST', '/api/users/', basic, '/django-helpdesk/api/users/'],
    ['GET', '/api/departments', basic, '/helpdeskz/api/departments'],
    ['GET', '/api/tickets/', {}, '/helpdeskz/api/tickets/'],
    ['GET', '/api/tickets/', { authorization: 'Bearer x' }, '/helpdeskz/api/tickets/'],
    ['GET', '/api/ticketsx/', basic, '/helpdeskz/api/ticketsx/'],
    ['GET', '/helpdesk/api/tickets/', {}, '/django-helpdesk/api/tickets/'],
    ['GET', '/helpdesk/api/', {}, '/django-helpdesk/api/'],
    ['GET', '/helpdesk/apis', {}, '/helpdesk/apis'],
    ['GET', '/django-helpdesk/api/tickets/', {}, '/django-helpdesk/api/tickets/'],
    ['GET', '/api/v1/tickets', basic, '/api/v1/tickets'],
  ])('%s %s with %o -> %s', (method, url, headers, path) => {
    expect(rewriteUrl(method, url, headers, all)).toBe(path);
  });

  it('gives the next one what a dialect that is off would have had', () => {
    const some = { dialects: ['helpdeskz'] as const, prefixes: [] };
    expect(rewriteUrl('DELETE', '/api/tickets/7', basic, some)).toBe('/helpdeskz/api/tickets/7');
    expect(rewriteUrl('GET', '/helpdesk/api/tickets/', basic, some)).toBe('/helpdesk/api/tickets/');
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
