import { createGuardrails } from 'otplib';
import { verifySync } from 'otplib/functional';

const PERIOD_SECONDS = 30;
/** A step of 30 s before and after now: clocks differ and people type slowly. */
const TOLERANCE_SECONDS = PERIOD_SECONDS;
/** Accounts from other desks bring secrets of 16 base32 characters (10 bytes); RFC 4226 asks for 16 bytes. */
const GUARDRAILS = createGuardrails({ MIN_SECRET_BYTES: 10 });
const SECRET = /^[A-Z2-7]{16,512}$/;

/** Base32 as authenticator apps show it: upper case, without blanks and padding; undefined when it is none. */
export function readTotpSecret(text: string): string | undefined {
  const secret = text.replace(/[\s=]/g, '').toUpperCase();
  return SECRET.test(secret) ? secret : undefined;
}

/** The time step whose code this is (SHA-1, 6 digits, 30 s, one step of tolerance), undefined when it is none's. */
export function totpStepOf(secret: string, code: string, now: Date): number | undefined {
  if (!/^\d{6}$/.test(code)) return undefined;
  const epoch = Math.floor(now.getTime() / 1000);
  const result = verifySync({
    secret,
    token: code,
    epoch,
    epochTolerance: TOLERANCE_SECONDS,
    guardrails: GUARDRAILS,
  });
  return result.valid ? Math.floor(epoch / PERIOD_SECONDS) + result.delta : undefined;
}

/** The newest spent step and the two before it, a bit each: what the tolerance could accept once more. */
const REMEMBERED = 3;
const MASK = (1 << REMEMBERED) - 1;

/**
 * Marks a step as spent, so that each code opens the door once.
 * `spent` is the account's memory: its newest spent step times 8, plus a bit for each of the last three steps spent.
 * Returns the new memory, or undefined when the code was used already (or is older than anything remembered).
 */
export function spendStep(spent: number | null, step: number): number | undefined {
  const newest = spent === null ? step : spent >> REMEMBERED;
  const bits = spent === null ? 0 : spent & MASK;
  if (step > newest)
    return (step << REMEMBERED) | (step - newest < REMEMBERED ? ((bits << (step - newest)) & MASK) | 1 : 1);
  const bit = 1 << (newest - step);
  if (newest - step >= REMEMBERED || bits & bit) return undefined;
  return (newest << REMEMBERED) | bits | bit;
}
