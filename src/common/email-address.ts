import { domainToASCII } from 'node:url';

const LOCAL_PART = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/i;
const LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/i;

export const EMAIL_ADDRESS_MAX = 320;

/**
 * An address people can be reached at: ASCII local part of 64 characters at most, a domain of two labels or more.
 * International domains are accepted and kept as typed. `user@localhost` and blanks around it are refused.
 */
export function isEmailAddress(text: string): boolean {
  const at = text.lastIndexOf('@');
  if (at < 1 || at > 64 || text.length > EMAIL_ADDRESS_MAX) return false;
  if (!LOCAL_PART.test(text.slice(0, at)) || /\s/.test(text)) return false;
  const labels = domainToASCII(text.slice(at + 1)).split('.');
  return labels.length > 1 && labels.every((label) => LABEL.test(label)) && !/^\d+$/.test(labels.at(-1)!);
}

/** What two spellings of one address share; stored beside the address, under the unique index. */
export const emailKey = (address: string): string => address.trim().normalize('NFC').toLowerCase();

/** A name and an address as people write them: `desk@example.org` or `Desk <desk@example.org>`; undefined: neither. */
export function parseSender(text: string): { name: string; address: string } | undefined {
  const [, name = '', inBrackets] = /^([^<>]*)<([^<>]+)>$/.exec(text) ?? [];
  const address = (inBrackets ?? text).trim();
  if (!isEmailAddress(address)) return undefined;
  return { name: name.trim().replace(/^"(.*)"$/, '$1'), address };
}
