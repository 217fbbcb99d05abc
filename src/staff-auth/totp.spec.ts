import { generateSync } from 'otplib/functional';
import { createGuardrails } from 'otplib';
import { describe, expect, it } from 'vitest';
import { readTotpSecret, spendStep, totpStepOf } from './totp.js';

const SECRET = 'JBSWY3DPEHPK3PXP';
const NOW = new Date('2026-11-22T12:00:10Z');
const STEP = Math.floor(NOW.getTime() / 30_000);
const codeAt = (step: number) =>
  generateSync({ secret: SECRET, epoch: step * 30, guardrails: createGuardrails({ MIN_SECRET_BYTES: 10 }) });

describe('one-time codes', () => {
  it('follow RFC 6238', () => {
    const rfcSecret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
    expect(totpStepOf(rfcSecret, '287082', new Date(59_000))).toBe(1);
    expect(totpStepOf(rfcSecret, '081804', new Date(1_111_111_109_000))).toBe(37_037_036);
  });

  it('fit a secret of 16 characters, one step before and after now and no further', () => {
    expect([-2, -1, 0, 1, 2].map((step) => totpStepOf(SECRET, codeAt(STEP + step), NOW))).toEqual([
      undefined,
      STEP - 1,
      STEP,
      STEP + 1,
      undefined,
    ]);
  });

  it.each(['', '12345', '1234567', '12345a', '１２３４５６', ' 123456'])('refuse %j', (code) => {
    expect(totpStepOf(SECRET, code, NOW)).toBeUndefined();
  });

  it('open the door once each, in any order', () => {
    let spent: number | null | undefined = null;
    for (const step of [STEP, STEP - 1, STEP + 1]) {
      spent = spendStep(spent!, step);
      expect(spent).toBeDefined();
    }
    for (const step of [STEP - 1, STEP, STEP + 1, STEP - 2]) expect(spendStep(spent!, step)).toBeUndefined();
    expect(spendStep(spent!, STEP + 2)).toBeDefined();
  });

  it('stay spent while newer ones are used', () => {
    const first = spendStep(null, STEP)!;
    expect(spendStep(spendStep(first, STEP + 1)!, STEP)).toBeUndefined();
    expect(spendStep(spendStep(first, STEP + 2)!, STEP)).toBeUndefined();
    expect(spendStep(spendStep(first, STEP + 2)!, STEP + 1)).toBeDefined();
    expect(spendStep(spendStep(first, STEP + 9)!, STEP)).toBeUndefined();
  });

  it('take secrets as people paste them', () => {
    expect(readTotpSecret('jbsw y3dp ehpk 3pxp')).toBe(SECRET);
    expect(readTotpSecret('3D3D6753434E31565A4E')).toBeUndefined();
    expect(readTotpSecret('JBSWY3DP')).toBeUndefined();
  });
});
