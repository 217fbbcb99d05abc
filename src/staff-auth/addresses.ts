import { isIP } from 'node:net';

/** An address as bits: 32 for v4 (and v4 mapped into v6), 128 for v6. */
interface Bits {
  value: bigint;
  size: 32 | 128;
}

type Matcher = (address: Bits) => boolean;

const NEVER: Matcher = () => false;

function bitsOf(address: string): Bits | undefined {
  const version = isIP(address);
  if (version === 4) return { value: bitsOfV4(address), size: 32 };
  if (version !== 6 || address.includes('%')) return undefined;
  const value = bitsOfV6(address);
  return value >> 32n === 0xffffn ? { value: value & 0xffffffffn, size: 32 } : { value, size: 128 };
}

const bitsOfV4 = (address: string): bigint =>
  address.split('.').reduce((bits, part) => (bits << 8n) | BigInt(part), 0n);

function bitsOfV6(address: string): bigint {
  const dotted = /\d+\.\d+\.\d+\.\d+$/.exec(address);
  const tail = dotted ? bitsOfV4(dotted[0]) : 0n;
  const text = dotted
    ? address.slice(0, dotted.index) + (tail >> 16n).toString(16) + ':' + (tail & 0xffffn).toString(16)
    : address;
  const [head = '', rest] = text.split('::').map((side) => side.split(':').filter(Boolean)) as [
    string[],
    string[]?,
  ];
  const groups = rest ? [...head, ...Array<string>(8 - head.length - rest.length).fill('0'), ...rest] : head;
  return [...groups].reduce((bits, group) => (bits << 16n) | BigInt(`0x${group}`), 0n);
}

/**
 * One spelling per address, 39 characters at most: v4 mapped into v6 is v4, the zone of a link-local one does not count.
 * What a proxy passes on and is no address is `unknown`, whatever it says.
 */
export function normaliseAddress(address: string): string {
  const bits = bitsOf(address.replace(/%.*$/s, ''));
  if (!bits) return 'unknown';
  const { value } = bits;
  if (bits.size === 32) return [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 0xffn).join('.');
  return Array.from({ length: 8 }, (_, i) => ((value >> BigInt(112 - 16 * i)) & 0xffffn).toString(16)).join(
    ':',
  );
}

/** Whom to throttle: a v4 address, or the /64 a v6 address lies in, since one subscriber owns all of it. */
export function networkOf(address: string): string {
  const text = normaliseAddress(address);
  return bitsOf(text)?.size === 128 ? text.split(':').slice(0, 4).join(':') + '::/64' : text;
}

function matcherOf(item: string): Matcher | undefined {
  const wildcard = /^(\d+)\.(\d+|\*)\.(\d+|\*)\.\*$/.exec(item);
  if (wildcard) return wildcardMatcher(item);
  const [address, prefix] = item.split('/', 2) as [string, string?];
  const bits = bitsOf(address);
  if (!bits || item.split('/').length > 2) return undefined;
  if (prefix === undefined) return prefixMatcher(bits, bits.size);
  const length = /^\d{1,3}$/.test(prefix) ? Number(prefix) : Infinity;
  return length <= bits.size ? prefixMatcher(bits, length) : undefined;
}

/** `a.b.c.*`, `a.b.*.*`, `a.*.*.*` of HelpDeskZ: stars only at the end. */
function wildcardMatcher(item: string): Matcher | undefined {
  const parts = item.split('.');
  const fixed = parts.indexOf('*');
  if (parts.slice(fixed).some((part) => part !== '*')) return undefined;
  const network = bitsOf(parts.map((part) => (part === '*' ? '0' : part)).join('.'));
  return network && prefixMatcher(network, fixed * 8);
}

function prefixMatcher(network: Bits, length: number): Matcher {
  const shift = BigInt(network.size - length);
  return (address) => address.size === network.size && address.value >> shift === network.value >> shift;
}

/** Exact v4 or v6, `a.b.c.*`, `a.b.*.*`, `a.*.*.*` or CIDR. */
export const isAddressPattern = (item: string): boolean => matcherOf(item) !== undefined;

/** Whether an address is in the list; an empty list allows any. An item that is no pattern matches nothing. */
export function addressFilter(allowed: readonly string[]): (address: string) => boolean {
  if (allowed.length === 0) return () => true;
  const matchers = allowed.map((item) => matcherOf(item) ?? NEVER);
  return (address) => {
    const bits = bitsOf(address);
    return bits !== undefined && matchers.some((matches) => matches(bits));
  };
}
