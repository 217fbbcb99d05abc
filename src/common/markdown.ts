import { createRequire } from 'node:module';
import { sanitiseHtml, textToHtml } from './html.js';

/** Longer texts are shown as they are: crafted ones would keep the renderer busy for seconds. */
const MARKDOWN_MAX = 100_000;

/** Loaded with the first Markdown. */
const require = createRequire(import.meta.url);
let renderer: { render(markdown: string): string } | undefined;

/** Markdown as HTML, sanitised. HTML in it is shown as text, addresses become links, line ends stay line ends. */
export function renderMarkdown(markdown: string): string {
  if (markdown.length > MARKDOWN_MAX) return textToHtml(markdown);
  renderer ??= createRenderer();
  return sanitiseHtml(renderer.render(markdown));
}

function createRenderer() {
  const markdownIt = require('markdown-it') as typeof import('markdown-it').default;
  return markdownIt({ html: false, linkify: true, breaks: true });
}
