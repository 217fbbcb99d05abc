import { describe, expect, it } from 'vitest';
import { contentIdsIn, withImageSources } from './html-images.js';
import { sanitiseHtml } from './html.js';

describe('the images of a text', () => {
  const KNOWN = new Map([
    ['logo@desk.example', '/files/1?a=1&b=2'],
    ['a b"c', '/files/2'],
    ['50%', '/files/3'],
  ]);
  const shown = (html: string, remoteImages: 'block' | 'show' = 'block') =>
    withImageSources(sanitiseHtml(html), { urlOf: (contentId) => KNOWN.get(contentId), remoteImages });

  it.each([
    ['<img src="cid:logo@desk.example" alt="Logo">', '<img src="/files/1?a=1&amp;b=2" alt="Logo" />'],
    ['<img alt="Logo" src="CID:logo%40desk.example">', '<img alt="Logo" src="/files/1?a=1&amp;b=2" />'],
    ['<img src="cid:a%20b%22c">', '<img src="/files/2" />'],
    ['<img src="cid:50%">', '<img src="/files/3" />'],
    ['<img src="cid:unknown" alt="x">', '<img alt="x" />'],
    ['<img src="data:image/png;base64,AAAA">', '<img src="data:image/png;base64,AAAA" />'],
  ])('that came with it are shown, unknown ones lose their source: %s', (html, expected) => {
    expect(shown(html)).toEqual({ html: expected, remoteImages: 0 });
    expect(shown(html, 'show')).toEqual({ html: expected, remoteImages: 0 });
  });

  it.each([
    'https://track.example/pixel.gif?u=1&amp;v=2',
    'HTTP://track.example/x',
    '/local.png',
    'local.png',
    ' https://track.example/x',
  ])('from elsewhere are counted and wait for the reader: %s', (source) => {
    const html = `<p>a<img src="${source}" alt="x" width="1">b</p>`;
    const all = shown(html, 'show');
    expect(all.remoteImages).toBe(1);
    expect(all.html).toContain(` src="`);
    const blocked = shown(html);
    expect(blocked.remoteImages).toBe(1);
    expect(blocked.html).toBe(all.html.replace(' src="', ' data-remote-src="'));
  });

  it('are counted one by one, and other addresses are left alone', () => {
    const html =
      '<a href="https://a.example"><img src="https://a.example/1"></a><img src="https://a.example/2">';
    const { html: blocked, remoteImages } = shown(html);
    expect(remoteImages).toBe(2);
    expect(blocked).toContain('<a href="https://a.example">');
    expect(blocked).not.toMatch(/ src=/);
  });

  it('that are only spoken of are none', () => {
    const html = '<p title=\'<img src="https://a.example/1">\'>&lt;img src="https://a.example/2"&gt;</p>';
    expect(shown(html)).toEqual({ html: sanitiseHtml(html), remoteImages: 0 });
  });

  it('are found in time in a megabyte of them', () => {
    const images = '<img src="https://a.example/x" alt="x" />'.repeat(25_000);
    const started = process.cpuUsage();
    expect(
      withImageSources(`${images}${'<img '.repeat(10_000)}`, {
        urlOf: () => undefined,
        remoteImages: 'block',
      }).remoteImages,
    ).toBe(25_000);
    expect(process.cpuUsage(started).user / 1_000).toBeLessThan(500);
  });
});

it('knows which content ids a text shows, however it is written', () => {
  const html =
    '<IMG SRC="cid:a@b"><img alt="" src=cid:c%40d><img src=\'CID:e&amp;f\'>src = "cid:g" cid:h <a href="cid:i">';
  expect([...contentIdsIn(html)]).toEqual(['a@b', 'c@d', 'e&f', 'g']);
});
