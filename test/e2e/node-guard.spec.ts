import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import ts from 'typescript';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';

/** A program that says where it runs and ends as it is told: the guard is judged without the rest of the server. */
const PROGRAM = `
  export async function run(argv) {
    const [what, value] = argv.slice(2);
    if (what === 'exit') process.exit(Number(value));
    if (what === 'die') process.kill(process.pid, value);
    if (what === 'serve') {
      const end = (signal) => { process.stdout.write(signal + ' '); setTimeout(() => process.exit(7), 50); };
      for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, end);
      setInterval(() => {}, 1000);
    }
    process.stdout.write(JSON.stringify({ node: process.versions.node, args: argv.slice(2) }) + ' ');
  }`;

/** Stands in for an old Node where the machine has none: the first process believes it is one, its child does not. */
const PRETEND = `
  if (process.env.PRETEND_NODE) {
    Object.defineProperty(process, 'versions', { value: { ...process.versions, node: process.env.PRETEND_NODE } });
    delete process.env.PRETEND_NODE;
  }`;

const isOld = (version: string) => {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major < 22 || (major === 22 && minor < 14);
};

/** Nodes older than the floor that this machine has; Debian 12 brings one. */
const oldNodesInPath = (): string[] =>
  (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, 'node'))
    .filter(
      (file) =>
        existsSync(file) && isOld(execFileSync(file, ['-p', 'process.versions.node'], { encoding: 'utf8' })),
    );

describe('the binary on an old Node', () => {
  let folder: string;
  let old: { node: string; flags: string[]; env: NodeJS.ProcessEnv };
  const children: ChildProcess[] = [];

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'switchdesk-guard-'));
    mkdirSync(join(folder, 'dist/cli'), { recursive: true });
    const source = readFileSync('src/main.ts', 'utf8');
    const compilerOptions = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023 };
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
    writeFileSync(join(folder, 'dist/main.js'), ts.transpileModule(source, { compilerOptions }).outputText);
    writeFileSync(join(folder, 'dist/cli/program.js'), PROGRAM);
    writeFileSync(join(folder, 'pretend.mjs'), PRETEND);
    symlinkSync(join(process.cwd(), 'node_modules'), join(folder, 'node_modules'), 'junction');
    const [real] = oldNodesInPath();
    old = real
      ? { node: real, flags: [], env: process.env }
      : {
          node: process.execPath,
          flags: ['--import', pathToFileURL(join(folder, 'pretend.mjs')).href],
          env: { ...process.env, PRETEND_NODE: '20.20.2' },
        };
  });

  afterEach(() => {
    for (const child of children.splice(0)) killWithChildren(child);
  });

  /** The process in between dies with what it started, `npm` does not: each is a group of its own. */
  function killWithChildren({ pid }: ChildProcess): void {
    try {
      process.kill(process.platform === 'win32' ? pid! : -pid!, 'SIGKILL');
    } catch {
      // It has ended by itself, as it should.
    }
  }

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  function start(...args: string[]) {
    const child = spawn(old.node, [...old.flags, 'dist/main.js', ...args], {
      cwd: folder,
      env: old.env,
      detached: true,
    });
    children.push(child);
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    const end = once(child, 'close').then(([code, signal]) => ({ code, signal, said }));
    return { child, end };
  }

  it('runs on the Node that is installed with it, arguments unchanged', async () => {
    const { code, said } = await start('staff', 'create', '--name', 'two words').end;
    const { node, args } = JSON.parse(said);
    expect(isOld(node)).toBe(false);
    expect(args).toEqual(['staff', 'create', '--name', 'two words']);
    expect(code).toBe(0);
  });

  it('ends with the exit code of the program', async () => {
    expect(await start('exit', '3').end).toMatchObject({ code: 3, signal: null });
  });

  it.skipIf(process.platform === 'win32')('ends by the signal that ended the program', async () => {
    expect(await start('die', 'SIGKILL').end).toMatchObject({ code: null, signal: 'SIGKILL' });
  });

  it.skipIf(process.platform === 'win32').for(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
    'hands %s to the program and waits for its graceful end',
    async (signal) => {
      const { child, end } = start('serve');
      await once(child.stdout, 'data');
      child.kill(signal);
      const { code, said } = await end;
      expect(said).toContain(signal);
      expect(code).toBe(7);
    },
  );

  it.skipIf(process.platform === 'win32')('leaves no program behind when it is killed', async () => {
    const { child, end } = start('serve');
    await once(child.stdout, 'data');
    child.kill('SIGKILL');
    // Its output is closed only when the program has ended, too.
    expect(await end).toMatchObject({ signal: 'SIGKILL' });
  });

  it.skipIf(process.platform === 'win32')('gets the SIGTERM that `npm start` gets', async () => {
    cpSync('scripts', join(folder, 'scripts'), { recursive: true });
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'));
    const manifest = { type: 'module', scripts: { build: 'node --version', start: scripts.start } };
    writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
    const npm = spawn('npm', ['start', '--silent'], { cwd: folder, detached: true });
    children.push(npm);
    let said = '';
    npm.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
    await vi.waitUntil(() => said.includes('"serve"'), { timeout: 10_000 });
    npm.kill('SIGTERM');
    await vi.waitFor(() => expect(said).toContain('SIGTERM'), { timeout: 10_000 });
  });

  it('says in one line what is missing when no newer Node is installed', async () => {
    rmSync(join(folder, 'node_modules'));
    const { code, said } = await start('serve').end;
    expect(said).toMatch(/^switchdesk needs Node 22\.14 or newer, this is [\d.]+: run `npm ci` .*\n$/);
    expect(code).toBe(1);
  });

  it('starts at once where Node is new enough', () => {
    const said = execFileSync(process.execPath, ['dist/main.js', 'here'], { cwd: folder, encoding: 'utf8' });
    expect(JSON.parse(said)).toEqual({ node: process.versions.node, args: ['here'] });
  });
});
