import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

type Collect = (options: {
  type: 'minor' | 'major';
  execution: 'sync';
  flavor: 'regular' | 'last-resort';
}) => void;

let loaded: Collect | undefined;

/**
 * Frees what was used a moment ago. V8 lets the buffers of a long stream pile up to some hundred megabytes before it
 * looks for those that nobody needs: whoever streams much calls this every few megabytes. Takes about a millisecond.
 */
export const freeYoungGarbage = (): void =>
  collector()({ type: 'minor', execution: 'sync', flavor: 'regular' });

/**
 * Frees what the start of the process has left behind, and gives it back to the system: a quarter of all its memory,
 * which V8 would keep as long as there is little to do. Takes about a tenth of a second.
 */
export const freeAllGarbage = (): void =>
  collector()({ type: 'major', execution: 'sync', flavor: 'last-resort' });

function collector(): Collect {
  if (loaded) return loaded;
  setFlagsFromString('--expose-gc');
  loaded = runInNewContext('gc') as Collect;
  setFlagsFromString('--no-expose-gc');
  return loaded;
}
