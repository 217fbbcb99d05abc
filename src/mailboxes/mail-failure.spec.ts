import { expect, it } from 'vitest';
import { LinkLocalRefused } from './link-local.js';
import { SecretUnreadable, mailFailure } from './mail-failure.js';

const error = (message: string, more: object = {}): Error => Object.assign(new Error(message), more);

it.each([
  [error('getaddrinfo ENOTFOUND mail.example', { code: 'ENOTFOUND' }), 'dns'],
  [error('queryA ENOTFOUND', { code: 'EDNS' }), 'dns'],
  [error('connect ECONNREFUSED 127.0.0.1:9', { code: 'ESOCKET' }), 'refused'],
  [error('connect EHOSTUNREACH 192.0.2.1', { code: 'EHOSTUNREACH' }), 'unreachable'],
  [error('Failed to establish connection in required time', { code: 'CONNECT_TIMEOUT' }), 'timeout'],
  [error('self-signed certificate', { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }), 'certificate'],
  [error('unable to verify the first certificate', { code: 'ESOCKET' }), 'certificate'],
  [
    error("Hostname/IP does not match certificate's altnames", { code: 'ERR_TLS_CERT_ALTNAME_INVALID' }),
    'certificate',
  ],
  [error('wrong version number', { code: 'ERR_SSL_WRONG_VERSION_NUMBER' }), 'tls'],
  [error('Invalid login: 535 5.7.8', { code: 'EAUTH' }), 'authentication'],
  [
    error('Command failed', { authenticationFailed: true, responseText: 'Authentication failed.' }),
    'authentication',
  ],
  [error('Command failed', { mailboxMissing: true }), 'folder_missing'],
  [error('Connection not available', { code: 'NoConnection' }), 'connection_lost'],
  [error('read ECONNRESET', { code: 'ECONNRESET' }), 'connection_lost'],
  [new LinkLocalRefused('metadata.internal'), 'link_local'],
  [new SecretUnreadable('sealed'), 'secret_unreadable'],
  [error('something else'), 'other'],
  ['not even an error', 'other'],
])('says of %s: %s', (fault, code) => {
  const failure = mailFailure(fault);
  expect(failure.code).toBe(code);
  expect(failure.detail).toMatch(/\S{3}/);
});

it('repeats what the server said, in one short line', () => {
  const { detail } = mailFailure(error('x', { code: 'EAUTH', response: `535\r\n ${'long '.repeat(200)}` }));
  expect(detail).toMatch(/^The server refuses the user with this secret\. \(535 long/);
  expect(detail.length).toBeLessThan(300);
  expect(detail).not.toMatch(/[\r\n]/);
});
