import { statfsSync } from 'node:fs';

/* Imported by the configuration of the tests and by what the bench imports: types are stripped by Node. */

const MEMORY = '/dev/shm';
const ENOUGH_BYTES = 2 * 1024 ** 3;

/** A folder in memory where the machine has room for all that a test run writes: nothing there waits for a disk. */
export const memoryFolder = (): string | undefined => {
  try {
    const { bavail, bsize } = statfsSync(MEMORY);
    return bavail * bsize > ENOUGH_BYTES ? MEMORY : undefined;
  } catch {
    return undefined;
  }
};
