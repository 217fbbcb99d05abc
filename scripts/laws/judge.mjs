import { readdirSync } from 'node:fs';

/** What stands beside the laws in this folder. */
const NOT_LAWS = new Set(['judge.mjs', 'source-tree.mjs']);

/** Every law of this folder: `{ name, sentence, exceptions, check(tree) }`. */
export async function loadLaws() {
  const files = readdirSync(new URL('.', import.meta.url)).filter(
    (file) => file.endsWith('.mjs') && !NOT_LAWS.has(file),
  );
  return Promise.all(
    files.toSorted().map(async (file) => ({
      name: file.replace('.mjs', ''),
      ...(await import(new URL(file, import.meta.url).href)),
    })),
  );
}

/** What breaks the law, its explained exceptions left out; an exception that nothing needs any more is a fault too. */
export function judge(law, tree) {
  const excused = Object.keys(law.exceptions);
  const found = law.check(tree);
  const stale = excused
    .filter((file) => !found.some((fault) => fault.file === file))
    .map((file) => ({
      file,
      line: 1,
      message: `is an exception in ${law.name}.mjs that nothing needs any more`,
    }));
  return [...found.filter((fault) => !excused.includes(fault.file)), ...stale].map(
    ({ file, line, message }) => `${file}:${line} ${message}`,
  );
}
