import type { LookupAddress } from 'node:dns';
import { describe, expect, it } from 'vitest';
import { AddressRefused, isOpenAddress, isRefusedHost, openLookup } from './webhook-addresses.js';

const OPEN = ['93.184.216.34', '8.8.8.8', '172.32.0.1', '100.128.0.1', '2606:2800:220:1:248:1893:25c8:1946'];
const CLOSED = [
  '0.0.0.0',
  '10.1.2.3',
  '100.64.0.1',
  '127.0.0.1',
  '127.255.255.254',
  '169.254.169.254',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.1',
  '198.18.0.1',
  '224.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '::ffff:127.0.0.1',
  '::ffff:7f00:1',
  '::ffff:10.0.0.1',
  '::127.0.0.1',
  '64:ff9b::7f00:1',
  '2002:7f00:1::',
  '2001:0:7f00:1::',
  'fc00::1',
  'fd00:ec2::254',
  'fe80::1',
  'fe80::1%eth0',
  'fec0::1',
  'ff02::1',
  'nonsense',
];

describe('webhooks', () => {
  it.each(OPEN)('may go to %s', (address) => expect(isOpenAddress(address, [])).toBe(true));

  it.each(CLOSED)('may not go to %s', (address) => expect(isOpenAddress(address, [])).toBe(false));

  it('may go where the desk says so, and nowhere else by that', () => {
    const allowed = ['10.1.0.0/16', '127.0.0.1'];
    expect(isOpenAddress('10.1.2.3', allowed)).toBe(true);
    expect(isOpenAddress('::ffff:10.1.2.3', allowed)).toBe(true);
    expect(isOpenAddress('10.2.2.3', allowed)).toBe(false);
    expect(isOpenAddress('127.0.0.2', allowed)).toBe(false);
    expect(isOpenAddress('8.8.8.8', allowed)).toBe(true);
  });

  it.each([
    ['http://127.0.0.1/', true],
    ['http://2130706433/', true],
    ['http://0x7f.1/', true],
    ['http://0177.0.0.1/', true],
    ['http://[::ffff:127.0.0.1]/', true],
    ['http://[::1]:8080/', true],
    ['https://example.com/', false],
    ['https://8.8.8.8/', false],
  ])('see through the spellings of %s', (url, refused) =>
    expect(isRefusedHost(new URL(url).hostname, [])).toBe(refused),
  );

  it('look at what a name leads to, and connect to that', async () => {
    const look = (allowed: string[], all: boolean): Promise<unknown> =>
      new Promise((resolve) =>
        openLookup(allowed)('localhost', { all }, (error, address) => resolve(error ?? address)),
      );
    expect(await look([], true)).toBeInstanceOf(AddressRefused);
    expect(await look([], false)).toBeInstanceOf(AddressRefused);
    const found = (await look(['127.0.0.0/8', '::1'], true)) as LookupAddress[];
    expect(['127.0.0.1', '::1']).toContain(found[0]!.address);
    expect(['127.0.0.1', '::1']).toContain(await look(['127.0.0.0/8', '::1'], false));
  });
});
