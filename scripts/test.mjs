/**
 * All tests, once: `npm test`, or `npm test -- test/medium` for some (arguments go to vitest). Says what was skipped and
 * why, and ends with the line `N passed, N failed[, N skipped]`. With REQUIRE_ALL=1 a skipped test is a failed one.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ENVIRONMENT, NODE, ROOT, scriptOf } from './pinned-node.mjs';

const folder = mkdtempSync(join(tmpdir(), 'switchdesk-tests-'));
const reportFile = join(folder, 'report.json');
const reporters = ['--reporter=default', `--reporter=${join(ROOT, 'scripts/test-report.mjs')}`];
const { status } = spawnSync(
  NODE,
  [scriptOf('vitest/vitest.mjs'), 'run', ...reporters, ...process.argv.slice(2)],
  { cwd: ROOT, stdio: 'inherit', env: { ...ENVIRONMENT, TEST_REPORT: reportFile } },
);
const report = existsSync(reportFile)
  ? JSON.parse(readFileSync(reportFile, 'utf8'))
  : { passed: 0, failed: 0, skipped: [] };
rmSync(folder, { recursive: true });

const required = process.env.REQUIRE_ALL === '1';
const skipped = report.skipped.length;
if (skipped > 0)
  console.log(
    `${required ? 'Skipped, and REQUIRE_ALL=1 forbids it' : 'Skipped'}:\n${reasons().join('\n')}\n`,
  );

// vitest itself may fail without a failed test: nothing found, a crash, a wrong argument.
const forbidden = required ? skipped : 0;
const failed = report.failed + forbidden || (status === 0 ? 0 : 1);
process.exitCode = failed > 0 ? status || 1 : 0;
console.log(`${report.passed} passed, ${failed} failed${skipped > forbidden ? `, ${skipped} skipped` : ''}`);

function reasons() {
  const counts = new Map();
  for (const { file, reason } of report.skipped) {
    const line = `${file}: ${reason}`;
    counts.set(line, (counts.get(line) ?? 0) + 1);
  }
  return [...counts].map(([line, count]) => `  ${line}${count > 1 ? ` (${count} tests)` : ''}`);
}
