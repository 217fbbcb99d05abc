import { describe, expect, it } from 'vitest';
import { newRecoveryCodes, readRecoveryCode, recoveryCodeHash } from './recovery-codes.js';

describe('recovery codes', () => {
  it('are ten, all different, of 16 letters that nobody mistakes for others', () => {
    const codes = newRecoveryCodes();
    expect(new Set(codes).size).toBe(10);
    for (const code of codes) expect(code).toMatch(/^([a-km-np-z2-9]{4}-){3}[a-km-np-z2-9]{4}$/);
  });

  it('are read however they are typed', () => {
    const [code] = newRecoveryCodes();
    const plain = readRecoveryCode(code!)!;
    expect(readRecoveryCode(` ${code!.toUpperCase().replaceAll('-', ' ')} `)).toBe(plain);
    expect(recoveryCodeHash(plain)).toMatch(/^[0-9a-f]{64}$/);
  });

  it.each(['123456', '', 'abcd-efgh-jkmn', 'abcd-efgh-jkmn-pqr1', 'abcd-efgh-jkmn-pqrso'])(
    '%j is none',
    (text) => expect(readRecoveryCode(text)).toBeUndefined(),
  );
});
