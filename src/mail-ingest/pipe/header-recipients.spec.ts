import { describe, expect, it } from 'vitest';
import { headerRecipients } from './header-recipients.js';

describe('the recipients in the headers of a mail', () => {
  it('are those of every header that names some, the envelope first', () => {
    const mail = [
      'From ada@example.com Sun Nov 22 12:00:00 2026',
      'To: "Desk, the" <help@example.com>,',
      '\tsales@example.com',
      'CC: <cc@example.com>',
      'From: ada@example.com',
      'Delivered-To: catch-all@example.com',
      'X-Original-To: help+t7.abc@example.com',
      '',
      'To: body@example.com',
    ];
    for (const end of ['\n', '\r\n'])
      expect(headerRecipients(mail.join(end))).toEqual([
        'catch-all@example.com',
        'help+t7.abc@example.com',
        'help@example.com',
        'sales@example.com',
        'cc@example.com',
      ]);
  });

  it('are none where there are no headers', () => {
    expect(headerRecipients('')).toEqual([]);
    expect(headerRecipients('\n\nTo: body@example.com')).toEqual([]);
  });

  it('take no time to speak of, whatever the headers look like', () => {
    const start = performance.now();
    headerRecipients(`To: ${'a@'.repeat(500_000)}`);
    headerRecipients(`To: ${'a'.repeat(1_000_000)}`);
    headerRecipients(`To:${'\n '.repeat(500_000)}`);
    expect(performance.now() - start).toBeLessThan(1_000);
  });
});
