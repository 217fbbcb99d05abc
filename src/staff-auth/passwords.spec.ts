import { describe, expect, it } from 'vitest';
import { hashPassword, isPasswordHash, isRehashDue, verifyPassword } from './passwords.js';

/** What PHP's password_hash('demo123', PASSWORD_BCRYPT) and sha1('oldpass1') wrote. */
const BCRYPT_Y = '$2y$10$K7uDhfOfQ12SahQ40bWjP.kOSnvG.pBHOK94bFtIWsjkDUWKbkoeW';
/** What Python's hashlib.pbkdf2_hmac wrote for 'pässword of old', in Django's form. */
const PBKDF2 = 'pbkdf2_sha256$20000$s4ltOfDjango$pEBpeZyXxSAlvBatTat/xlG5MfDT1T0hPRgg6ES33uA=';
const SHA1 = 'b92722464eecfb2155d2df1dba75abcbb77a89e7';

describe('passwords', () => {
  it('are kept as argon2id', async () => {
    const hash = await hashPassword('correct horse');
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(await verifyPassword('correct horse', hash)).toBe(true);
    expect(await verifyPassword('correct house', hash)).toBe(false);
    expect(isRehashDue(hash)).toBe(false);
  });

  it('are kept as bcrypt where they are to be', async () => {
    const hash = await hashPassword('correct horse 🐎', 'bcrypt');
    expect(hash).toMatch(/^\$2b\$10\$/);
    expect(await verifyPassword('correct horse 🐎', hash)).toBe(true);
    expect(await verifyPassword('correct horse', hash)).toBe(false);
    expect([isRehashDue(hash, 'bcrypt'), isRehashDue(hash, 'argon2id')]).toEqual([false, true]);
    expect(isRehashDue(await hashPassword('x'), 'bcrypt')).toBe(true);
  });

  it.each(['$2y$', '$2b$', '$2a$'])('imported as bcrypt %s fit until the next sign-in', async (prefix) => {
    const hash = BCRYPT_Y.replace('$2y$', prefix);
    expect(await verifyPassword('demo123', hash)).toBe(true);
    expect(await verifyPassword('demo124', hash)).toBe(false);
    expect(isRehashDue(hash)).toBe(true);
  });

  it.each([SHA1, SHA1.toUpperCase()])('imported as SHA-1 fit until the next sign-in', async (hash) => {
    expect(await verifyPassword('oldpass1', hash)).toBe(true);
    expect(await verifyPassword('oldpass2', hash)).toBe(false);
    expect(isRehashDue(hash)).toBe(true);
  });

  it('imported from Django fit until the next sign-in', async () => {
    expect(isPasswordHash(PBKDF2)).toBe(true);
    expect(await verifyPassword('pässword of old', PBKDF2)).toBe(true);
    expect(await verifyPassword('password of old', PBKDF2)).toBe(false);
    expect(isRehashDue(PBKDF2)).toBe(true);
    expect(isRehashDue(PBKDF2, 'bcrypt')).toBe(true);
  });

  it('of Django that would take minutes to check are none', async () => {
    const endless = PBKDF2.replace('$20000$', '$90000000$');
    expect(isPasswordHash(endless)).toBe(false);
    expect(await verifyPassword('pässword of old', endless)).toBe(false);
  });

  it('never fit an account without one, and the look costs the same', async () => {
    const hash = await hashPassword('x');
    const cost = async (passwordHash: string | null) => {
      const start = performance.now();
      for (let i = 0; i < 5; i++) expect(await verifyPassword('y', passwordHash)).toBe(false);
      return performance.now() - start;
    };
    await cost(hash);
    const [known, unknown] = [await cost(hash), await cost(null)];
    expect(unknown).toBeGreaterThan(known / 3);
  });

  it('never fit a hash of an unknown kind', async () => {
    expect(isPasswordHash('pbkdf2_sha256$870000$salt$hash')).toBe(false);
    expect(isPasswordHash('md5$salt$b92722464eecfb2155d2df1dba75abcb')).toBe(false);
    expect(isPasswordHash('demo123')).toBe(false);
    expect(await verifyPassword('demo123', 'demo123')).toBe(false);
  });

  it('leave the event loop free while bcrypt works', async () => {
    let ticks = 0;
    const timer = setInterval(() => ticks++, 1);
    await verifyPassword('demo123', BCRYPT_Y);
    clearInterval(timer);
    expect(ticks).toBeGreaterThan(5);
  });
});
