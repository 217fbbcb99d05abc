import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import LongestFirst from './test/support/longest-first.ts';
import { memoryFolder } from './test/support/scratch.ts';

const scratch = memoryFolder();

export default defineConfig({
  test: {
    include: ['src/**/*.spec.ts', 'test/**/*.spec.ts'],
    environment: 'node',
    globalSetup: ['test/support/mariadb.ts'],
    pool: 'forks',
    // The sources, Nest and TypeORM are imported once a worker: a file leaves nothing behind that another one would see.
    isolate: false,
    // Many wait for their servers: one more than there are cores.
    maxWorkers: Math.max(2, availableParallelism()) + 1,
    sequence: { sequencer: LongestFirst },
    ...(scratch && { env: { TMPDIR: scratch } }),
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
