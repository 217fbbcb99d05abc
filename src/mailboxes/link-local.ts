import { BlockList, isIP } from 'node:net';

/** Where clouds keep the credentials of a machine: no mail server lives there. */
const LINK_LOCAL = new BlockList();
LINK_LOCAL.addSubnet('169.254.0.0', 16, 'ipv4');
LINK_LOCAL.addSubnet('fe80::', 10, 'ipv6');

/** Whether the text is an IP address on the local link, also as IPv4 in IPv6 or with a zone; a name is not. */
export function isLinkLocal(host: string): boolean {
  const address = host.replace(/^\[(.*)\]$/, '$1').replace(/%.*$/, '');
  const family = isIP(address);
  return family > 0 && LINK_LOCAL.check(address, family === 4 ? 'ipv4' : 'ipv6');
}
