import { expect, it } from 'vitest';
import { LinkLocalRefused, isLinkLocal, requireMailHost } from './link-local.js';

it.each([
  '169.254.169.254',
  '169.254.0.1',
  'fe80::1',
  'FE80::1%eth0',
  'febf::1',
  '[fe80::1]',
  '::ffff:169.254.169.254',
  '::ffff:a9fe:a9fe',
])('takes %s for an address on the local link', async (host) => {
  expect(isLinkLocal(host)).toBe(true);
  await expect(requireMailHost(host)).rejects.toThrow(LinkLocalRefused);
});

it.each([
  '127.0.0.1',
  '10.0.0.5',
  '169.253.1.1',
  '::1',
  'fec0::1',
  'fd00::1',
  'mail.example.org',
  'fe80',
  '',
])('does not take "%s" for one', (host) => {
  expect(isLinkLocal(host)).toBe(false);
});

it('lets mail servers of the own house be', async () => {
  for (const host of ['localhost', '10.0.0.5']) await expect(requireMailHost(host)).resolves.toBeUndefined();
});
