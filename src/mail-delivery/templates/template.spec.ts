import { describe, expect, it } from 'vitest';
import { LOCALES } from '../../common/locales.js';
import { placeholdersIn } from '../../common/placeholders.js';
import { sourceOf } from '../../common/texts.js';
import { MAIL_EVENT_NAMES, definitionOf } from './mail-events.js';
import { fillTemplate } from './template.js';

const TEMPLATE = {
  subject: '{{title}}',
  text: 'Hello {{ name }}, about {{title}}:\n{{message}}',
  html: '<p title="{{name}}">{{title}}</p>{{message}}',
};

const filled = (name: string, title: string, template = TEMPLATE) =>
  fillTemplate(template, { name, title, message: { text: '*hi*', html: '<b>hi</b>' } });

describe('a mail template', () => {
  it('escapes every value in HTML, and none in subject and text', () => {
    expect(filled(`"><script>'`, 'R&D <new>')).toEqual({
      subject: 'R&D <new>',
      text: `Hello "><script>', about R&D <new>:\n*hi*`,
      html: '<p title="&quot;&gt;&lt;script&gt;&#039;">R&amp;D &lt;new&gt;</p><b>hi</b>',
    });
  });

  it('takes a value as it is, whatever it looks like', () => {
    expect(filled('{{message}} $& $1', '{{name}}').text).toBe(
      'Hello {{message}} $& $1, about {{name}}:\n*hi*',
    );
  });

  it('makes its HTML of the text where it has none, with the message standing by itself', () => {
    const template = { subject: '', text: 'Dear <{{name}}>,\nsee\n\n{{message}}\n\nBye\n', html: '' };
    expect(filled('A&B', '', template).html).toBe(
      '<p>Dear &lt;A&amp;B&gt;,<br />\nsee</p>\n<div><b>hi</b></div>\n<p>Bye</p>',
    );
  });

  it('shows nothing for a value that there is not', () => {
    expect(fillTemplate({ subject: '[{{number}}]', text: '', html: '' }, {}).subject).toBe('[]');
  });

  it.each(MAIL_EVENT_NAMES)('comes complete in every language for "%s", with its own variables', (event) => {
    for (const locale of LOCALES) {
      const [subject, text] = (['subject', 'text'] as const).map((part) =>
        sourceOf(locale, `mails/${event}.${part}`),
      ) as [string, string];
      expect(subject.trim()).not.toBe('');
      expect(text).toContain('{{site}}');
      expect(definitionOf(event).variables).toEqual(
        expect.arrayContaining(placeholdersIn(`${subject}${text}`)),
      );
    }
  });
});
