import { describe, expect, it } from 'vitest';
import { deriveKey } from '../common/derived-key.js';
import { readEnvironment } from '../config/environment.js';
import { KeptKeys, MAIL_TOKENS } from '../database/kept-keys.js';
import { MailTokens } from './mail-tokens.js';

const tokensOf = (APP_SECRET: string): MailTokens =>
  new MailTokens(readEnvironment({ APP_SECRET }), new KeptKeys([]));
const tokens = tokensOf('a secret of the test run, 32 characters or more');
const others = tokensOf('another secret of the test, 32 characters or more');

describe('a Message-ID of ours', () => {
  const id = tokens.messageId(12, '7-1', 'desk.example');

  it('is one, and the same for the same mail', () => {
    expect(id).toMatch(/^<[!-;=?-~]+@desk\.example>$/);
    expect(id.length).toBeLessThan(100);
    expect(tokens.messageId(12, '7-1', 'desk.example')).toBe(id);
    expect(tokens.messageId(12, '7-2', 'desk.example')).not.toBe(id);
  });

  it('names its ticket, in whatever case and brackets it comes back', () => {
    for (const form of [id, id.slice(1, -1), id.toUpperCase(), ` ${id}\r\n`]) {
      expect(tokens.isOurs(form)).toBe(true);
      expect(tokens.ticketOfMessageId(form)).toBe(12);
    }
  });

  it('may be about no ticket', () => {
    const welcome = tokens.messageId(null, 'u9', 'desk.example');
    expect(tokens.isOurs(welcome)).toBe(true);
    expect(tokens.ticketOfMessageId(welcome)).toBeUndefined();
  });

  it.each([
    ['for another ticket', id.replace('t12.', 't13.')],
    ['for another mail', id.replace('.7-1.', '.7-2.')],
    ['with another end', id.replace(/.@/, (end) => (end === '0@' ? '1@' : '0@'))],
    ['of another desk', others.messageId(12, '7-1', 'desk.example')],
    ['with more behind it', `${id}x`],
    ['that is not one', 'hello'],
    ['that is empty', ''],
  ])('is not believed %s', (_, forged) => {
    expect(tokens.isOurs(forged)).toBe(false);
    expect(tokens.ticketOfMessageId(forged)).toBeUndefined();
  });

  it('is believed after another secret took the place of ours, whose new ones are signed by it alone', () => {
    const kept = deriveKey('a secret of the test run, 32 characters or more', MAIL_TOKENS);
    const APP_SECRET = 'another secret of the test, 32 characters or more';
    const later = new MailTokens(readEnvironment({ APP_SECRET }), new KeptKeys([kept]));
    expect(later.ticketOfMessageId(id)).toBe(12);
    expect(later.messageId(12, '7-1', 'desk.example')).toBe(others.messageId(12, '7-1', 'desk.example'));
  });

  it('cannot be made of what would not fit into it', () => {
    expect(() => tokens.messageId(1, 'a b', 'desk.example')).toThrow('cannot stand');
    expect(() => tokens.messageId(1, '', 'desk.example')).toThrow('cannot stand');
  });
});

describe('a plus-address of ours', () => {
  const address = tokens.plusAddress('Support@desk.example', 12);

  it('leads to its ticket, in whatever case it comes back', () => {
    expect(address).toMatch(/^Support\+12\.[0-9a-v]{26}@desk\.example$/);
    expect(tokens.ticketOfAddress(address)).toBe(12);
    expect(tokens.ticketOfAddress(address.toUpperCase())).toBe(12);
  });

  it.each([
    ['for another ticket', address.replace('+12.', '+13.')],
    ['of another desk', others.plusAddress('support@desk.example', 12)],
    ['made of a Message-ID', tokens.messageId(12, 'x', 'desk.example').replace('<t12.x.', 'support+12.')],
    ['without a token', 'support+12@desk.example'],
    ['that is the plain one', 'support@desk.example'],
  ])('is not believed %s', (_, forged) => {
    expect(tokens.ticketOfAddress(forged)).toBeUndefined();
  });

  it('is the plain one where a local part has no room for it', () => {
    const long = `${'a'.repeat(40)}@desk.example`;
    expect(tokens.plusAddress(long, 12)).toBe(long);
  });
});
