import { renameSync, writeFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';

/* Preloaded into a desk that is measured: on SIGUSR2 it writes how long its event loop stood still, and its memory. */

const delay = monitorEventLoopDelay({ resolution: 5 });
delay.enable();
let rss = 0;
let asked = 0;
setInterval(() => (rss = Math.max(rss, process.memoryUsage.rss())), 50).unref();

process.on('SIGUSR2', () => {
  const draft = `${process.env.WATCH_FILE}.draft`;
  writeFileSync(
    draft,
    JSON.stringify({
      asked: ++asked,
      maxDelayMs: delay.max / 1e6,
      p99DelayMs: delay.percentile(99) / 1e6,
      rssMb: rss / 1e6,
    }),
  );
  renameSync(draft, process.env.WATCH_FILE);
  delay.reset();
  rss = 0;
});
