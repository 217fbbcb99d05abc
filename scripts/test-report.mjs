import { writeFileSync } from 'node:fs';
import { relative } from 'node:path';

/** A vitest reporter: writes what scripts/test.mjs says at the end to the file named by TEST_REPORT. */
export default class TestReport {
  onTestRunEnd(modules, unhandledErrors) {
    const report = { passed: 0, failed: unhandledErrors.length, skipped: [] };
    for (const module of modules) {
      const file = relative(process.cwd(), module.moduleId).replaceAll('\\', '/');
      // A file or a suite that fails before its tests run has no failed test to count.
      report.failed += module.errors().length;
      for (const suite of module.children.allSuites()) report.failed += suite.errors().length;
      for (const test of module.children.allTests()) {
        const { state, note } = test.result();
        if (state === 'passed') report.passed += 1;
        else if (state === 'skipped') report.skipped.push({ file, reason: note ?? skippedSuiteOf(test) });
        else report.failed += 1;
      }
    }
    writeFileSync(process.env.TEST_REPORT, JSON.stringify(report));
  }
}

/** The outermost suite that was skipped whole: its name says what is missing. A test skipped alone speaks for itself. */
function skippedSuiteOf(test) {
  let name = test.name;
  for (let suite = test.parent; suite.type === 'suite'; suite = suite.parent) {
    if (suite.options.mode === 'skip') name = suite.name;
  }
  return name;
}
