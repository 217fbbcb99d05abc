import { emailKey } from './email-address.js';

/** Whether a list of addresses, domains, `*@domain` and `local@*` names this address. */
export function isIgnored(address: string, patterns: readonly string[]): boolean {
  const key = emailKey(address);
  const at = key.lastIndexOf('@');
  const local = key.slice(0, at);
  const domain = key.slice(at + 1);
  return patterns.some((pattern) =>
    [key, domain, `@${domain}`, `*@${domain}`, `${local}@*`, '*@*'].includes(pattern),
  );
}
