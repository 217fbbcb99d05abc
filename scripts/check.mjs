/**
 * The laws of the house, by machine: `npm run check`, or `npm run check -- names knip` for some of them.
 * One line a check, what a check has to say below its line when it fails, `N passed, N failed` at the end.
 */
import { spawn } from 'node:child_process';
import { judge, loadLaws } from './laws/judge.mjs';
import { sourceTree } from './laws/source-tree.mjs';
import { ENVIRONMENT, NODE, ROOT, scriptOf } from './pinned-node.mjs';

const AT_ONCE = 2;

const tsc = (project) => tool('typescript/bin/tsc', '--noEmit', '-p', project);

const tools = [
  ['tsc', tsc('tsconfig.json')],
  ['tsc test', tsc('test/tsconfig.json')],
  ['tsc migrations', tsc('migrations/tsconfig.json')],
  ['tsc sdk', tsc('sdk/tsconfig.json')],
  ['oxlint', tool('oxlint/bin/oxlint', '--deny-warnings')],
  ['prettier', tool('prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.')],
  [
    'dependency-cruiser',
    tool('dependency-cruiser/bin/dependency-cruise.mjs', 'src', 'migrations', 'test', 'sdk'),
  ],
  ['knip', tool('knip/bin/knip.js')],
  ['sdk as generated', node('scripts/sdk.mjs', '--check')],
];

const tree = sourceTree(ROOT);
const laws = (await loadLaws()).map((law) => [
  `law: ${law.name}`,
  () => {
    const faults = judge(law, tree);
    return { passed: faults.length === 0, said: [law.sentence, ...faults].join('\n') };
  },
]);

const wanted = process.argv.slice(2);
const checks = [...tools, ...laws].filter(
  ([name]) => wanted.length === 0 || wanted.some((word) => name.includes(word)),
);
const width = Math.max(...checks.map(([name]) => name.length));
const failed = [];

const queue = checks.values();
await Promise.all(
  Array.from({ length: AT_ONCE }, async () => {
    for (const [name, run] of queue) await report(name, run);
  }),
);

if (failed.length > 0) console.log(`\nFailed: ${failed.join(', ')}`);
console.log(`${checks.length - failed.length} passed, ${failed.length} failed`);
process.exitCode = failed.length > 0 || checks.length === 0 ? 1 : 0;

async function report(name, run) {
  const start = performance.now();
  const { passed, said } = await run();
  const seconds = ((performance.now() - start) / 1000).toFixed(1).padStart(5);
  console.log(`${passed ? 'ok    ' : 'FAILED'} ${name.padEnd(width)} ${seconds} s`);
  if (passed) return;
  failed.push(name);
  console.log(said.trimEnd().replaceAll(/^/gm, '         '));
}

/** A command-line tool: it passes when it exits with 0, and what it says is shown only when it does not. */
function tool(script, ...args) {
  return node(scriptOf(script), ...args);
}

/** The same of a script of ours. */
function node(...args) {
  return () =>
    new Promise((resolve) => {
      const child = spawn(NODE, args, { cwd: ROOT, env: ENVIRONMENT });
      let said = '';
      for (const stream of [child.stdout, child.stderr])
        stream.setEncoding('utf8').on('data', (text) => (said += text));
      child.on('error', (error) => resolve({ passed: false, said: error.message }));
      child.on('close', (code) => resolve({ passed: code === 0, said }));
    });
}
