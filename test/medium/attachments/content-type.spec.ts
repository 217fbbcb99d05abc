import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fitsExtension, sniffContentType } from '../../../src/attachments/content-type.js';
import { GIF, PHP, PNG, docx, zip } from '../../support/files.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'content-type-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function sniff(content: Buffer | string) {
  const path = join(folder, 'staged');
  const bytes = Buffer.from(content as string);
  writeFileSync(path, bytes);
  return sniffContentType(path, bytes.subarray(0, 4_100));
}

const fits = async (content: Buffer | string, extension: string) =>
  fitsExtension(await sniff(content), extension);

const WORD = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
/** An OLE container as old Office writes it: only its signature is known. */
const CFB = Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(600)]);

describe('what a file is', () => {
  it.each<[string, Buffer | string, string]>([
    ['a PNG', PNG, 'image/png'],
    ['a GIF', GIF, 'image/gif'],
    ['a PDF of letters only', '%PDF-1.4\n1 0 obj\n', 'application/pdf'],
    ['a Word document', docx(), WORD],
    ['a Word document that says so behind its head', docx(20_000), WORD],
    ['an archive', zip({ 'a.txt': 'a' }), 'application/zip'],
    ['plain text', 'Grüße, 你好 📎\n', 'text/plain'],
    ['nothing', '', 'text/plain'],
    ['text in an old 8-bit encoding', Buffer.from('Gr\xfc\xdfe;1\r\n', 'latin1'), 'text/plain'],
    ['text cut in the middle of a character', `${'x'.repeat(4_099)}ü`, 'text/plain'],
    ['text that begins like a bitmap', 'BM is short for benchmark', 'text/plain'],
    ['text that begins like a program', 'MZ is a signature', 'text/plain'],
    ['text with a NUL', 'a\0b', 'application/octet-stream'],
    ['noise', Buffer.from('ff00fe01fd02fc03', 'hex'), 'application/octet-stream'],
    ['a web page', '\ufeff<!-- hi -->\n<!DOCTYPE html><p>x', 'text/html'],
    ['a script in a page', ' <SCRIPT>alert(1)</SCRIPT>', 'text/html'],
    [
      'a drawing',
      '<?xml version="1.0"?>\n<!-- x --><svg xmlns="http://www.w3.org/2000/svg"/>',
      'image/svg+xml',
    ],
    ['a drawing with a DTD', '<!DOCTYPE svg PUBLIC "a" "b"><svg/>', 'image/svg+xml'],
    ['other XML', '<?xml version="1.0"?><a/>', 'application/xml'],
    ['PHP', PHP, 'text/x-php'],
    ['PHP behind a shebang', '#!/usr/bin/php\n<?PHP echo 1;', 'text/x-php'],
    ['a text about PHP', 'Write <?php at the top.', 'text/plain'],
  ])('is told by its bytes: %s', async (_, content, contentType) => {
    expect((await sniff(content)).contentType).toBe(contentType);
  });
});

describe('a file fits its extension', () => {
  it.each<[string, Buffer | string, string[]]>([
    ['a PNG', PNG, ['png']],
    ['a JPEG', Buffer.from('ffd8ffe000104a464946', 'hex'), ['jpg', 'jpeg']],
    ['text', 'a;b\n1;2\n', ['txt', 'csv', 'log', 'md', 'eml', 'json', 'sql', 'yml', 'ini']],
    ['a calendar entry', 'BEGIN:VCALENDAR\nVERSION:2.0\n', ['ics', 'txt']],
    ['a Word document', docx(), ['docx']],
    [
      'an office document that says only that it is a ZIP',
      zip({ 'x/y': 'z' }),
      ['zip', 'docx', 'odt', 'xlsx'],
    ],
    ['an old office document or mail', CFB, ['doc', 'xls', 'ppt', 'msg']],
    ['a web page, PHP or drawing under its own name', '<html>', ['html', 'htm']],
    ['a format without any signature', Buffer.from('00ff00', 'hex'), ['dbf', 'xyz']],
  ])('%s', async (_, content, extensions) => {
    for (const extension of extensions)
      expect([extension, await fits(content, extension)]).toEqual([extension, true]);
  });
});

describe('a file does not pass under another extension', () => {
  it.each<[string, Buffer | string, string[]]>([
    ['a PNG', PNG, ['jpg', 'jpeg', 'gif', 'txt', 'pdf', 'docx', 'php']],
    ['PHP', PHP, ['png', 'jpg', 'txt', 'csv', 'md', 'html', 'xyz']],
    ['a web page', '<!doctype html><script>1</script>', ['png', 'txt', 'csv', 'svg', 'md', 'eml']],
    ['a drawing', '<svg onload="alert(1)"/>', ['png', 'txt', 'xml', 'html']],
    ['a script that begins like a GIF', 'GIF89a=1;alert(1)', ['gif', 'png']],
    ['noise', Buffer.from('00ff00', 'hex'), ['png', 'jpg', 'jpeg', 'pdf', 'txt', 'docx', 'zip']],
    ['a program', Buffer.concat([Buffer.from('MZ\x90\0\x03\0'), Buffer.alloc(100)]), ['png', 'txt', 'pdf']],
    ['nothing', '', ['png', 'jpg', 'pdf', 'zip']],
  ])('%s', async (_, content, extensions) => {
    for (const extension of extensions)
      expect([extension, await fits(content, extension)]).toEqual([extension, false]);
  });
});
