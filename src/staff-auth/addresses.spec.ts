import { describe, expect, it } from 'vitest';
import { addressFilter, isAddressPattern, networkOf, normaliseAddress } from './addresses.js';

describe('allowed addresses', () => {
  it.each([
    ['127.0.0.1', '127.0.0.1', true],
    ['127.0.0.1', '::ffff:127.0.0.1', true],
    ['::ffff:127.0.0.1', '127.0.0.1', true],
    ['127.0.0.1', '127.0.0.10', false],
    ['127.0.0.*', '127.0.0.255', true],
    ['127.0.0.*', '127.0.1.1', false],
    ['127.0.*.*', '127.0.9.1', true],
    ['127.*.*.*', '127.8.9.1', true],
    ['127.*.*.*', '128.0.0.1', false],
    ['10.0.0.0/8', '10.255.0.1', true],
    ['10.1.2.3/16', '10.1.9.9', true],
    ['10.0.0.0/8', '11.0.0.1', false],
    ['0.0.0.0/0', '203.0.113.9', true],
    ['0.0.0.0/0', '2001:db8::1', false],
    ['2001:db8::1', '2001:0DB8:0:0:0:0:0:1', true],
    ['2001:db8::/32', '2001:db8:ffff::9', true],
    ['2001:db8::/32', '2001:db9::1', false],
    ['::/0', '::1', true],
    ['::1', '::1', true],
  ])('%s lets %s in: %s', (item, address, allowed) => {
    expect(isAddressPattern(item)).toBe(true);
    expect(addressFilter([item])(address)).toBe(allowed);
  });

  it.each([
    '127.0.0.1,10.0.0.5',
    '127.0.*.1',
    '*.*.*.*',
    '256.0.0.1',
    '10.0.0.0/33',
    '10.0.0.0/8/8',
    '10.0.0.0/',
    'fe80::1%eth0',
    'localhost',
    '',
  ])('%j is no pattern and matches nothing', (item) => {
    expect(isAddressPattern(item)).toBe(false);
    expect(addressFilter([item])('127.0.0.1')).toBe(false);
  });

  it('an empty list allows any', () => {
    expect(addressFilter([])('203.0.113.9')).toBe(true);
  });

  it('one of several items is enough', () => {
    expect(addressFilter(['10.0.0.5', 'nonsense', '127.0.0.1'])('127.0.0.1')).toBe(true);
  });

  it('addresses have one spelling, and v6 is throttled by its /64', () => {
    expect(normaliseAddress('::FFFF:7f00:1')).toBe('127.0.0.1');
    expect(normaliseAddress('2001:DB8::1')).toBe('2001:db8:0:0:0:0:0:1');
    expect(networkOf('2001:db8::1')).toBe(networkOf('2001:db8::ffff'));
    expect(networkOf('2001:db8:0:1::1')).not.toBe(networkOf('2001:db8::1'));
    expect(networkOf('203.0.113.9')).toBe('203.0.113.9');
  });

  it.each(['', 'unknown', '203.0.113.9:4711', 'x'.repeat(5000)])(
    '%.20s is no address, however long',
    (text) => {
      expect([normaliseAddress(text), networkOf(text)]).toEqual(['unknown', 'unknown']);
    },
  );

  it('the zone of a link-local address does not count', () => {
    expect(normaliseAddress('fe80::1%eth0')).toBe(normaliseAddress('fe80::1'));
    expect(networkOf(`fe80::1%${'a'.repeat(5000)}`)).toBe('fe80:0:0:0::/64');
  });
});
