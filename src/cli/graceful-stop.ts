import type { Server } from 'node:http';
import { explain } from './failure.js';
import { TERMINAL } from './output.js';

/** How long requests that have come may take when the desk stops. */
const GRACE_MS = 10_000;
const LOOK_FOR_IDLE_MS = 50;
/** Ctrl-C reaches this process from the terminal and again from the one that started it: that is one wish. */
const SAME_WISH_MS = 1_000;

/** The first SIGTERM or SIGINT runs `stop` and ends the process, a later one ends it at once. */
export function stopOnSignal(stop: () => Promise<void>): void {
  let stoppingSince: number | undefined;
  const onSignal = (): void => {
    if (stoppingSince !== undefined) {
      if (Date.now() - stoppingSince > SAME_WISH_MS) process.exit(1);
      return;
    }
    stoppingSince = Date.now();
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        TERMINAL.note(explain(error, TERMINAL.locale));
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
}

/** Takes no new connections and answers every request that has come; after ten seconds what is left is cut off. */
export async function finishRequests(server: Server): Promise<void> {
  server.prependListener('request', (_, response) => response.setHeader('connection', 'close'));
  const closed = new Promise((resolve) => server.close(resolve));
  // A connection that is kept alive becomes idle only when its request is answered, and would then stay.
  const idle = setInterval(() => server.closeIdleConnections(), LOOK_FOR_IDLE_MS);
  const late = setTimeout(() => server.closeAllConnections(), GRACE_MS);
  await closed;
  clearInterval(idle);
  clearTimeout(late);
}
