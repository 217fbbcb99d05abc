import { hkdfSync } from 'node:crypto';

/** One key per purpose out of the one secret, so that no key opens what another closed. */
export const deriveKey = (appSecret: string, purpose: string): Buffer =>
  Buffer.from(hkdfSync('sha256', appSecret, '', `switchdesk:${purpose}`, 32));
