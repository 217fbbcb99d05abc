import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { expect, it } from 'vitest';
import { sourceTree } from '../../scripts/laws/source-tree.mjs';
import { problemCodes, toMarkdown } from '../../scripts/problem-codes.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

it('lists every code that the sources can answer, and no other, in docs/errors.md (`-u` writes it)', async () => {
  const file = `${ROOT}docs/errors.md`;
  const codes = problemCodes(sourceTree(ROOT));
  for (const { code, statuses } of codes) {
    expect(code).toMatch(/^[a-z_]+\.[a-z_]+$/);
    for (const status of statuses) expect(status, code).toBeGreaterThanOrEqual(400);
  }
  const text = await format(toMarkdown(codes), { ...(await resolveConfig(file)), parser: 'markdown' });
  await expect(text).toMatchFileSnapshot(file);
});
