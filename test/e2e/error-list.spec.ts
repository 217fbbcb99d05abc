import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { expect, it } from 'vitest';
import { sourceTree } from '../../scripts/laws/source-tree.mjs';
import { problemCodes, toMarkdown, toTypescript } from '../../scripts/problem-codes.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const codes = problemCodes(sourceTree(ROOT));

/** `-u` writes it. */
async function expectFile(path: string, parser: string, text: string): Promise<void> {
  const file = ROOT + path;
  await expect(await format(text, { ...(await resolveConfig(file)), parser })).toMatchFileSnapshot(file);
}

it('lists every code that the sources can answer, and no other, in docs/errors.md (`-u` writes it)', async () => {
  for (const { code, statuses } of codes) {
    expect(code).toMatch(/^[a-z_]+\.[a-z_]+$/);
    for (const status of statuses) expect(status, code).toBeGreaterThanOrEqual(400);
  }
  await expectFile('docs/errors.md', 'markdown', toMarkdown(codes));
});

it('gives the document of the API the same list by status (`-u` writes it)', async () => {
  await expectFile('src/http/problem-codes.ts', 'typescript', toTypescript(codes));
});
