import { emailKey } from '../common/email-address.js';
import type { Delivery } from './drivers/mail-driver.js';
import type { OutboundMailState } from './outbound-mail.entity.js';
import type { OutboundRecipientState } from './outbound-recipient.entity.js';

const MINUTE_MS = 60_000;

/** Minutes to wait after the first, second … failure: 1 min to 6 h, over a little more than three days. */
const LADDER = [1, 5, 15, 30, 60, 120, 240, ...Array<number>(11).fill(360)];

/** Still to be tried. */
export const OWED_STATES: readonly OutboundRecipientState[] = ['queued', 'deferred', 'unknown'];

export interface RecipientFate {
  id: number;
  address: string;
  state: OutboundRecipientState;
  detail: string | null;
}

/** What an attempt leaves behind. */
export interface Settlement {
  state: OutboundMailState;
  attempts: number;
  nextAttemptAt: Date;
  lastError: string | null;
  /** Those that changed. */
  recipients: RecipientFate[];
}

/**
 * The outcome of an attempt (`attempts` counts it) for a mail with these recipients. A refused login uses up no attempt:
 * no mail is to blame for it. All others climb the ladder, and who is still owed at its end has failed.
 */
export function settle(
  attempts: number,
  recipients: readonly RecipientFate[],
  delivery: Delivery,
  now: Date,
): Settlement {
  if (delivery.kind === 'refused_login')
    return {
      state: 'queued',
      attempts: attempts - 1,
      nextAttemptAt: now,
      lastError: delivery.reason,
      recipients: [],
    };
  const wait = LADDER[attempts - 1];
  const fates = recipients
    .filter(({ state }) => OWED_STATES.includes(state))
    .map((recipient) => ({ ...recipient, ...fateOf(recipient.address, delivery) }))
    .map((fate) => (wait === undefined && OWED_STATES.includes(fate.state) ? givenUp(fate) : fate));
  const all = recipients.map((recipient) => fates.find(({ id }) => id === recipient.id) ?? recipient);
  return {
    state: stateOf(all),
    attempts,
    nextAttemptAt: new Date(now.getTime() + (wait ?? 0) * MINUTE_MS),
    lastError: fates.find(({ state }) => state !== 'sent')?.detail ?? null,
    recipients: fates,
  };
}

/** Of a mail by its recipients: owed to somebody, or else brought to somebody, or to nobody. */
export function stateOf(recipients: readonly Pick<RecipientFate, 'state'>[]): OutboundMailState {
  const has = (...states: OutboundRecipientState[]): boolean =>
    recipients.some(({ state }) => states.includes(state));
  if (has(...OWED_STATES)) return 'queued';
  if (has('sent')) return 'sent';
  return has('failed', 'bounced') ? 'failed' : 'cancelled';
}

function fateOf(
  address: string,
  delivery: Exclude<Delivery, { kind: 'refused_login' }>,
): Pick<RecipientFate, 'state' | 'detail'> {
  if (delivery.kind === 'interrupted')
    return { state: delivery.unknown ? 'unknown' : 'deferred', detail: delivery.reason };
  return (
    delivery.recipients.get(emailKey(address)) ?? {
      state: 'deferred',
      detail: 'The server said nothing of it.',
    }
  );
}

const givenUp = (fate: RecipientFate): RecipientFate => ({
  ...fate,
  state: 'failed',
  detail: `Given up after ${LADDER.length + 1} attempts: ${fate.detail}`,
});
