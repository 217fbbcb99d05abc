import { describe, expect, it } from 'vitest';
import type { Config } from '../config/config.js';
import { SecretBox } from './secret-box.js';

const boxOf = (appSecret: string) => new SecretBox({ appSecret } as Config);

describe('the secret box', () => {
  it('opens what it sealed, and seals the same text differently each time', () => {
    const box = boxOf('a secret');
    const sealed = box.seal('JBSWY3DPEHPK3PXP');
    expect(sealed).not.toContain('JBSWY3DPEHPK3PXP');
    expect(box.seal('JBSWY3DPEHPK3PXP')).not.toBe(sealed);
    expect(boxOf('a secret').open(sealed)).toBe('JBSWY3DPEHPK3PXP');
  });

  it('opens nothing that was changed or sealed under another secret', () => {
    const sealed = boxOf('a secret').seal('JBSWY3DPEHPK3PXP');
    const changed = sealed.slice(0, -1) + (sealed.endsWith('A') ? 'Q' : 'A');
    expect(() => boxOf('another secret').open(sealed)).toThrow('unable to authenticate');
    expect(() => boxOf('a secret').open(changed)).toThrow('unable to authenticate');
    expect(() => boxOf('a secret').open('JBSWY3DPEHPK3PXP')).toThrow('unknown version');
  });
});
