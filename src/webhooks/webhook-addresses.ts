import { lookup } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { addressFilter, normaliseAddress } from '../staff-auth/addresses.js';

/** Not of the public internet: private, loopback, link-local (where clouds keep credentials), shared, reserved, multicast. */
const CLOSED_V4: [network: string, prefix: number][] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
];
/** Of what is routed at all: documentation, and ways to smuggle a v4 address in. */
const CLOSED_V6: [network: string, prefix: number][] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
];

const CLOSED = new BlockList();
for (const [network, prefix] of CLOSED_V4) CLOSED.addSubnet(network, prefix, 'ipv4');
for (const [network, prefix] of CLOSED_V6) CLOSED.addSubnet(network, prefix, 'ipv6');
/** All that is given out on the public internet; unique local, link-local, mapped and translated ones lie outside. */
const ROUTED_V6 = new BlockList();
ROUTED_V6.addSubnet('2000::', 3, 'ipv6');

/** A webhook leads to where the desk does not go. */
export class AddressRefused extends Error {
  constructor(host: string) {
    super(`${host} leads to an address that webhooks may not reach (setting webhook_allowed_networks).`);
  }
}

/** Whether webhooks may go to an IP address; a v4 one that is mapped into v6 is what it is. */
export function isOpenAddress(address: string, allowed: readonly string[]): boolean {
  const plain = normaliseAddress(address);
  if (plain === 'unknown') return false;
  if (allowed.length > 0 && addressFilter(allowed)(plain)) return true;
  if (isIP(plain) === 4) return !CLOSED.check(plain, 'ipv4');
  return ROUTED_V6.check(plain, 'ipv6') && !CLOSED.check(plain, 'ipv6');
}

/** Whether the host of a URL is an address that webhooks may not go to; a name is looked at when it is connected to. */
export function isRefusedHost(hostname: string, allowed: readonly string[]): boolean {
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  return isIP(host) > 0 && !isOpenAddress(host, allowed);
}

/** For sockets: a name leads to what was looked at, all of it, and to nothing else. */
export const openLookup =
  (allowed: readonly string[]): LookupFunction =>
  (host, options, done) =>
    lookup(host, { ...options, all: true }, (error, addresses) => {
      if (error) return done(error, '', 0);
      const [first] = addresses;
      if (!first || addresses.some(({ address }) => !isOpenAddress(address, allowed)))
        return done(new AddressRefused(host), '', 0);
      return options.all ? done(null, addresses) : done(null, first.address, first.family);
    });
