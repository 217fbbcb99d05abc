import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type FlavourName, freshDatabase } from './database.js';
import type { LoadFile } from './server.js';

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

/** The built binary, running. */
export interface Running {
  child: ChildProcess;
  /** What it has written to standard output so far. */
  stdout: () => string;
  ended: Promise<Ended>;
}

export interface Serving extends Running {
  /** As it was printed: `http://127.0.0.1:<port>`. */
  url: string;
  /** SIGTERM, and how it ended. */
  stop: () => Promise<Ended>;
}

/** A data folder (and a database) of its own, for any number of starts and commands of the built binary. */
export class Desk {
  private readonly children = new Set<ChildProcess>();
  private readonly killAll = (): void => this.children.forEach((child) => child.kill('SIGKILL'));

  private constructor(
    private readonly folder: string,
    readonly env: Record<string, string>,
    private readonly removeDatabase: () => Promise<void>,
  ) {
    process.once('exit', this.killAll);
  }

  static async create(flavour: FlavourName, env: Record<string, string> = {}): Promise<Desk> {
    if (!existsSync(MAIN)) throw new Error('dist/main.js is missing: run `npm run build` first');
    const { dataDir, databaseUrl, remove } = await freshDatabase(flavour);
    const settings = {
      PATH: process.env['PATH'] ?? '',
      PORT: '0',
      DATA_DIR: join(dataDir, 'data'),
      DATABASE_URL: databaseUrl,
      APP_SECRET: databaseUrl && 'a secret of the test run, 32 characters or more',
      LOG_LEVEL: 'warn',
    };
    return new Desk(dataDir, { ...settings, ...env }, remove);
  }

  get dataDir(): string {
    return this.env['DATA_DIR']!;
  }

  /** Runs a command to its end. */
  command(...args: string[]): Promise<Ended> {
    return this.start(args).ended;
  }

  /** The same with lines for its standard input. */
  answering(lines: readonly string[], ...args: string[]): Promise<Ended> {
    const { child, ended } = this.start(args, {}, 'pipe');
    child.stdin!.end(lines.map((line) => `${line}\n`).join(''));
    return ended;
  }

  /** A file in the working folder of the commands. */
  pathOf(name: string): string {
    return join(this.folder, name);
  }

  /** `load` of a file with this content, named relative to the working folder. */
  async load(content: LoadFile | string): Promise<Ended> {
    const text = typeof content === 'string' ? content : JSON.stringify(content);
    await writeFile(join(this.folder, 'desk.json'), text);
    return this.command('load', 'desk.json');
  }

  /** Starts the server and waits until it says where it is. */
  serve(env: Record<string, string> = {}, command: string[] = ['serve']): Promise<Serving> {
    return this.listening(this.start(command, env));
  }

  /** The same with a worker. */
  work(env: Record<string, string> = {}): Promise<Serving> {
    return this.listening(this.start(['worker'], env));
  }

  private async listening(running: Running): Promise<Serving> {
    const listens = new Promise<string>((resolve) => {
      running.child.stdout!.on('data', () => {
        const url = /listens on (\S+)\n/.exec(running.stdout())?.[1];
        if (url) resolve(url);
      });
    });
    const failed = running.ended.then(({ stdout, stderr }): never => {
      throw new Error(`the server ended before it listened\n${stdout}${stderr}`);
    });
    const stop = (): Promise<Ended> => {
      running.child.kill('SIGTERM');
      return running.ended;
    };
    return { ...running, url: await Promise.race([listens, failed]), stop };
  }

  async remove(): Promise<void> {
    process.off('exit', this.killAll);
    this.killAll();
    await Promise.all([...this.children].map((child) => child.exitCode ?? once(child, 'close')));
    await this.removeDatabase();
  }

  start(args: string[], env: Record<string, string> = {}, stdin: 'ignore' | 'pipe' = 'ignore'): Running {
    const child = spawn(process.execPath, [MAIN, ...args], {
      cwd: this.folder,
      env: { ...this.env, ...env },
      stdio: [stdin, 'pipe', 'pipe'],
    });
    this.children.add(child);
    let stdout = '';
    let stderr = '';
    child.stdout!.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr!.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    const ended = once(child, 'close').then(([code, signal]) => {
      this.children.delete(child);
      return { code, signal, stdout, stderr };
    });
    return { child, stdout: () => stdout, ended };
  }
}
