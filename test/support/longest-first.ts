import type { TestSequencer, TestSpecification } from 'vitest/node';

/** What takes longest, first: begun last, it would be waited for alone. */
const ORDER = [
  /e2e\/native\//,
  /e2e\/commands/,
  /mail-ingest\/imap/,
  /e2e\/operations\/backup/,
  /dialects\//,
  /e2e\/(fuzz|mail|operations)\//,
  /e2e\//,
  /medium\//,
];

const rank = ({ moduleId }: TestSpecification): number => {
  const at = ORDER.findIndex((files) => files.test(moduleId));
  return at < 0 ? ORDER.length : at;
};

export default class LongestFirst implements TestSequencer {
  sort(files: TestSpecification[]): TestSpecification[] {
    return files.toSorted((one, other) => rank(one) - rank(other));
  }

  /** A run is never cut into parts. */
  shard(files: TestSpecification[]): TestSpecification[] {
    return files;
  }
}
