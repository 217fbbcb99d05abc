import { describe, expect, it } from 'vitest';
import { fillTemplate } from './template.js';

const TEMPLATE = {
  subject: '{{title}}',
  text: 'Hello {{name}}, about {{title}}:\n{{message}}',
  html: '<p title="{{name}}">{{title}}</p>{{message}}',
} as const;

const filled = (name: string, title: string) =>
  fillTemplate(TEMPLATE, { name, title, message: { text: '*hi*', html: '<b>hi</b>' } });

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
});
