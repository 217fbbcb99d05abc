#!/usr/bin/env -S node --max-semi-space-size=8
/**
 * The binary. Its one thought of its own is the Node version: the SQLite driver crashes on old ones, so below the
 * floor it starts itself again on the Node that is installed as a dependency. Nothing of ours is imported before that.
 * The option above (as in `npm start`): where there is much memory, V8 would let garbage grow to 128 MB before it looks.
 */
import { spawn } from 'node:child_process';
import module, { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const OLDEST_NODE = { major: 22, minor: 14 };
/** Start once and stay: what the cache of compiled code keeps in memory would stay with them. */
const LONG_LIVED = ['serve', 'run', 'runserver', 'worker'];

if (isTooOld(process.versions.node)) {
  startOnPinnedNode();
} else {
  if (!LONG_LIVED.includes(process.argv[2] ?? '')) module.enableCompileCache();
  // What is kept here is nobody else's to read.
  process.umask(0o077);
  dieWithParent();
  const { run } = await import('./cli/program.js');
  await run(process.argv);
}

function isTooOld(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major < OLDEST_NODE.major || (major === OLDEST_NODE.major && minor < OLDEST_NODE.minor);
}

/** The optional dependency that npm installed for this platform; null where there is none (macOS) or it was left out. */
function findPinnedNode(): string | null {
  const windows = process.platform === 'win32';
  const platform = windows ? 'win' : process.platform;
  try {
    const file = `node-${platform}-${process.arch}/bin/${windows ? 'node.exe' : 'node'}`;
    return createRequire(import.meta.url).resolve(file);
  } catch {
    return null;
  }
}

function startOnPinnedNode(): void {
  const node = findPinnedNode();
  if (!node) {
    fail(`run \`npm ci\` to install the one it brings along, or install a newer Node.`);
    return;
  }
  const itself = fileURLToPath(import.meta.url);
  const child = spawn(node, [...process.execArgv, itself, ...process.argv.slice(2)], {
    // The channel tells the child when this process is killed without a chance to forward anything.
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  const forward = (signal: NodeJS.Signals) => child.kill(signal);
  const signals: NodeJS.Signals[] = ['SIGTERM', 'SIGINT', 'SIGHUP'];
  for (const signal of signals) process.on(signal, forward);
  child.on('error', (error) => fail(`the one it brings along does not start: ${error.message}`));
  child.on('exit', (code, signal) => {
    for (const name of signals) process.off(name, forward);
    // Whoever waits for us must see the same end: a process killed by a signal is not one that exited with a code.
    if (signal) process.kill(process.pid, signal);
    else process.exitCode = code ?? 1;
  });
}

/** Whoever kills the process that stands for this one (`kill -9`) means this one: nothing may stay and hold the data. */
function dieWithParent(): void {
  process.once('disconnect', () => process.kill(process.pid, 'SIGKILL'));
  // Not a reason to stay alive.
  process.channel?.unref();
}

function fail(remedy: string): void {
  const floor = `${OLDEST_NODE.major}.${OLDEST_NODE.minor}`;
  process.stderr.write(
    `switchdesk needs Node ${floor} or newer, this is ${process.versions.node}: ${remedy}\n`,
  );
  process.exitCode = 1;
}
