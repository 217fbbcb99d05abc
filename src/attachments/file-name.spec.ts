import { describe, expect, it } from 'vitest';
import { cleanFileName, fileExtension } from './file-name.js';

describe('a clean file name', () => {
  it.each([
    ['../../etc/passwd', 'passwd'],
    ['..\\..\\windows\\system.ini', 'system.ini'],
    ['C:\\Users\\me\\photo.png', 'photo.png'],
    ['/var/www/', 'file'],
    ['.htaccess', 'file.htaccess'],
    ['.png', 'file.png'],
    [' ..png. ', 'file.png'],
    ['.tar.gz', 'tar.gz'],
    ['x.png.', 'x.png'],
    ['/.', 'file'],
    ['.con', 'file.con'],
    ['...', 'file'],
    ['', 'file'],
    ['  invoice.pdf ', 'invoice.pdf'],
    ['picture.png. .', 'picture.png'],
    ['line\r\nbreak\0.png', 'linebreak.png'],
    ['gpj.\u202eexe', 'gpj.exe'],
    ['CON', '_CON'],
    ['aux.txt', '_aux.txt'],
    ['com1.png', '_com1.png'],
    ['console.log', 'console.log'],
    ['Angebot für Zoë 📎.pdf', 'Angebot für Zoë 📎.pdf'],
  ])('makes %j into %j', (name, clean) => expect(cleanFileName(name)).toBe(clean));

  it('is in composed form, so that one name has one spelling', () => {
    expect(cleanFileName('cafe\u0301.png')).toBe('caf\u00e9.png');
  });

  it('replaces half a character instead of carrying it on', () => {
    expect(cleanFileName('a\ud83d.png')).toBe('a\ufffd.png');
  });

  it('has at most 200 characters and keeps its extension and whole characters', () => {
    const clean = cleanFileName(`${'📎'.repeat(300)}.png`);
    expect(clean).toBe(`${'📎'.repeat(196)}.png`);
    expect([...cleanFileName(`a.${'b'.repeat(300)}`)]).toHaveLength(200);
  });

  it('stays clean when it is cleaned again', () => {
    for (const name of ['../x', 'con.', '. .a', `${'ä'.repeat(300)}.tar.gz`])
      expect(cleanFileName(cleanFileName(name))).toBe(cleanFileName(name));
  });
});

it('takes the extension after the last dot, in lower case', () => {
  expect(['J.JPG', 'x.php.png', 'README', 'a.'].map(fileExtension)).toEqual(['jpg', 'png', '', '']);
});
