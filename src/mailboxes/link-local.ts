import { lookup } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

/** Where clouds keep the credentials of a machine: no mail server lives there. */
const LINK_LOCAL = new BlockList();
LINK_LOCAL.addSubnet('169.254.0.0', 16, 'ipv4');
LINK_LOCAL.addSubnet('fe80::', 10, 'ipv6');

/** A mail server is said to be on the local link. */
export class LinkLocalRefused extends Error {
  constructor(readonly host: string) {
    super(`${host} leads to a link-local address.`);
  }
}

/** Whether the text is an IP address on the local link, also as IPv4 in IPv6 or with a zone; a name is not. */
export function isLinkLocal(host: string): boolean {
  const address = host.replace(/^\[(.*)\]$/, '$1').replace(/%.*$/, '');
  const family = isIP(address);
  return family > 0 && LINK_LOCAL.check(address, family === 4 ? 'ipv4' : 'ipv6');
}

/** For sockets to mail servers: what a name leads to is looked at in the same moment it is connected to. */
export const lookupMailHost: LookupFunction = (host, options, done) =>
  lookup(host, options, (error, address, family) => {
    const found = typeof address === 'string' ? [address] : (address ?? []).map((one) => one.address);
    if (found.some(isLinkLocal)) done(new LinkLocalRefused(host), '', 0);
    else done(error, address, family);
  });

/** The same question beforehand, where the socket is opened by others. @throws LinkLocalRefused, and what the look-up throws */
export async function requireMailHost(host: string): Promise<void> {
  if (isLinkLocal(host)) throw new LinkLocalRefused(host);
  await new Promise<void>((resolve, reject) =>
    lookupMailHost(host, { all: true }, (error) => (error ? reject(error) : resolve())),
  );
}
