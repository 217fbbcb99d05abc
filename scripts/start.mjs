/**
 * `npm start`: builds, then is the desk. npm hands a SIGTERM to the shell between it and us; where that shell dies
 * without handing it on (dash does), its end is our signal, or the desk would go on with nobody to stop it.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ENVIRONMENT, ROOT } from './pinned-node.mjs';

const LOOK_FOR_SHELL_MS = 200;

const shell = process.ppid;
const build = spawnSync('npm run --silent build', {
  cwd: ROOT,
  env: ENVIRONMENT,
  stdio: 'inherit',
  shell: true,
});
if (build.status === 0) {
  process.argv.splice(1, 1, join(ROOT, 'dist/main.js'), 'serve');
  await import('../dist/main.js');
  const look = setInterval(() => {
    if (process.ppid === shell) return;
    clearInterval(look);
    process.kill(process.pid, 'SIGTERM');
  }, LOOK_FOR_SHELL_MS);
  // A desk that stops by itself needs nobody to look.
  look.unref();
} else {
  process.exitCode = build.status ?? 1;
}
