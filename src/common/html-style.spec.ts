import { describe, expect, it } from 'vitest';
import { safeStyle } from './html-style.js';

describe('a safe style', () => {
  it.each([
    ['color:red', 'color:#FF0000;'],
    ['color: RGB(1, 2, 3) ; BACKGROUND : #fff !important', 'color:RGB(1,2,3);background:#fff;'],
    ['margin: 0 auto; padding-left: 0.8ex', 'margin:0 auto;padding-left:.8ex;'],
    ['border-left: 2px solid red', 'border-left:2px solid #FF0000;'],
    ['font-family:Arial,"Times New Roman" , serif', "font-family:Arial, 'Times New Roman', serif;"],
    ['font-weight:700;line-height:1.5;list-style:none', 'font-weight:700;line-height:1.5;list-style:none;'],
  ])('colours, sizes and sets text: %s', (style, safe) => expect(safeStyle(style)).toBe(safe));

  it.each([
    '',
    'color',
    ':red',
    'color:',
    'background:url(https://evil.example)',
    'background:#fff url(x)',
    'width:expression(alert(1))',
    'width:10',
    'position:fixed',
    'float:left',
    'display:none',
    'margin:1px 1px 1px 1px 1px',
    'color:red/**/',
    'color:r\\65 d',
    `font-family:x'};a{b:c`,
    'font-family:"a;b"',
    'constructor:red',
    '__proto__:red',
  ])('does nothing else: %j', (style) => expect(safeStyle(style)).toBe(''));

  it('is found in good time, however long the style is', () => {
    const start = performance.now();
    expect(safeStyle(`color:${' '.repeat(900_000)}`)).toBe('');
    expect(safeStyle(`font-family:${','.repeat(900_000)}`)).toBe('');
    expect(safeStyle('width:1px;'.repeat(90_000))).toBe('width:1px;'.repeat(90_000));
    expect(performance.now() - start).toBeLessThan(2_000);
  });
});
