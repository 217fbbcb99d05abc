import type { Authentication } from '../inbound-mail.entity.js';

/**
 * What servers found out about the sender (RFC 8601). Anybody can write such a header: with `trusted` names only the
 * topmost one by one of these servers counts. Without, all are read, and only their `fail` is believed: who forges a mail
 * gains nothing by saying so.
 */
export function authenticationOf(results: readonly string[], trusted: readonly string[]): Authentication {
  if (!trusted.length) return results.some((result) => verdictOf(result) === 'fail') ? 'fail' : 'none';
  const names = new Set(trusted.map((name) => name.toLowerCase()));
  const own = results.find((result) => names.has(serverOf(result)));
  return own === undefined ? 'none' : verdictOf(own);
}

/** `mx.example.org 1; spf=pass …`: the name before the version and the first semicolon. */
const serverOf = (result: string): string => /^\s*([^\s;]+)/.exec(result)?.[1]?.toLowerCase() ?? '';

/** DMARC where it was checked; else one of SPF and DKIM that is good makes up for the other, as it does there. */
function verdictOf(result: string): Authentication {
  const methods = new Map(
    [...result.toLowerCase().matchAll(/(?:^|[;\s])(dmarc|spf|dkim)\s*=\s*([a-z]+)/g)]
      .toReversed()
      .map(([, method, verdict]) => [method!, verdict!]),
  );
  const dmarc = methods.get('dmarc');
  if (dmarc === 'pass' || dmarc === 'bestguesspass') return 'pass';
  if (dmarc === 'fail') return 'fail';
  const passes = /\b(?:spf|dkim)\s*=\s*pass\b/.test(result.toLowerCase());
  if (passes) return 'pass';
  return [methods.get('spf'), methods.get('dkim')].some((verdict) => verdict === 'fail') ? 'fail' : 'none';
}
