import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import Sqlite from 'better-sqlite3';
import mysql from 'mysql2/promise';
import { MAIL_PASSWORD } from '../test/support/dovecot.ts';
import { place } from './desk.mjs';

/* A desk that gets mail: its server processes, its mailbox, and a look at its rows. */

const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const TOKEN = 'a-token-of-the-mail-bench';
const READY_WITHIN_MS = 60_000;

export const ADDRESS = 'help@desk.test';

export class MailDesk {
  static async create({ folder, name, mariadb, dovecot, env = {}, settings = {}, answers = true }) {
    const desk = new MailDesk();
    const placed = await place(folder, name, mariadb);
    desk.env = { ...placed, LOG_LEVEL: 'warn', ...env };
    desk.log = join(folder, `${name}.log`);
    desk.processes = [];
    const file = join(folder, `${name}.json`);
    writeFileSync(
      file,
      JSON.stringify({
        settings,
        departments: [{ id: 1, name: 'Support' }],
        staff: [
          { id: 1, username: 'admin', fullName: 'Admin', role: 'admin', password: 'a password nobody types' },
        ],
        apiTokens: [{ name: 'bench', token: TOKEN, permissions: PERMISSIONS }],
      }),
    );
    await promisify(execFile)(process.execPath, [MAIN, 'load', file], { env: desk.env });
    if (dovecot) await desk.connectMailbox(dovecot, answers);
    return desk;
  }

  /** Starts the desk for a moment, to tell it of its mailbox, and whether new tickets are acknowledged. */
  async connectMailbox(dovecot, answers) {
    const server = await this.start({ BACKGROUND: this.env.DATABASE_URL ? 'off' : 'on' });
    const answer = await this.call(server, 'POST', 'mailboxes', mailboxAt(dovecot.port.imap));
    if (answer.status !== 201) throw new Error(`No mailbox: ${await answer.text()}`);
    const template = await this.call(server, 'PATCH', 'mail-templates/acknowledgement/en', {
      enabled: answers,
    });
    if (template.status !== 200) throw new Error(`No template: ${await template.text()}`);
    await server.stop();
  }

  /** A server process, as soon as it answers; another one of the same desk, where it has a database server. */
  async start(env = {}, node = []) {
    const port = await freePort();
    const child = spawn(process.execPath, ['--max-semi-space-size=8', ...node, MAIN, 'serve'], {
      env: { ...this.env, PORT: String(port), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => appendFileSync(this.log, chunk));
    const ended = once(child, 'exit');
    const end = async (signal) => {
      child.kill(signal);
      await ended;
      this.processes.splice(this.processes.indexOf(server), 1);
    };
    const server = { port, pid: child.pid, kill: () => end('SIGKILL'), stop: () => end('SIGTERM'), ended };
    this.processes.push(server);
    await untilReady(server, child);
    return server;
  }

  call({ port }, method, path, body) {
    return fetch(`http://127.0.0.1:${port}/api/v1/${path}`, {
      method,
      headers: {
        authorization: `Bearer ${TOKEN}`,
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
  }

  /** Committed rows, read beside the servers. */
  async query(sql) {
    if (!this.env.DATABASE_URL) {
      const connection = new Sqlite(join(this.env.DATA_DIR, 'switchdesk.sqlite'), { readonly: true });
      try {
        return connection.prepare(sql).all();
      } finally {
        connection.close();
      }
    }
    const connection = await mysql.createConnection(this.env.DATABASE_URL);
    try {
      const [rows] = await connection.query(sql);
      return rows;
    } finally {
      await connection.end();
    }
  }

  async end() {
    await Promise.all(this.processes.map((server) => server.kill()));
  }
}

const PERMISSIONS = [
  'mailboxes/create',
  'mailboxes/read',
  'mailboxes/update',
  'tickets/read',
  'messages/read',
  'inbound-mails/read',
  'inbound-mails/update',
  'outbound-mails/read',
  'outbound-mails/update',
  'mail-templates/update',
];

/** In the clear: TLS has its own tests. */
export const mailboxAt = (port) => ({
  address: ADDRESS,
  name: 'Support',
  departmentId: 1,
  isDefault: true,
  incoming: { type: 'imap', host: '127.0.0.1', port, tls: 'none', user: ADDRESS, secret: MAIL_PASSWORD },
});

/** Puts mails into a mailbox as a delivery agent does, without asking the mail server for each. */
export class Postman {
  constructor(dovecot, address = ADDRESS) {
    this.folder = dovecot.maildir(address);
    this.count = 0;
    this.staged = [];
  }

  deliver(raw) {
    this.stage(raw);
    this.releaseAll();
  }

  /** Written, but not yet to be seen. */
  stage(raw) {
    const name = `${Date.now()}.${process.pid}_${this.count++}.bench`;
    const draft = join(this.folder, 'tmp', name);
    mkdirSync(join(this.folder, 'tmp'), { recursive: true });
    writeFileSync(draft, raw, { mode: 0o644 });
    this.staged.push([draft, join(this.folder, 'new', name)]);
  }

  releaseAll() {
    for (const [draft, place] of this.staged.splice(0)) renameSync(draft, place);
  }
}

/** Polls until `isTrue` returns something true; undefined after `withinMs`. */
export async function until(isTrue, withinMs, everyMs = 200) {
  for (const end = Date.now() + withinMs; Date.now() < end; await setTimeout(everyMs)) {
    const found = await isTrue();
    if (found) return found;
  }
  return undefined;
}

async function untilReady(server, child) {
  const ready = await until(
    async () => {
      if (child.exitCode !== null || child.signalCode !== null)
        throw new Error('The desk ended while it started.');
      return fetch(`http://127.0.0.1:${server.port}/readyz`).then(
        ({ status }) => status === 200,
        () => false,
      );
    },
    READY_WITHIN_MS,
    50,
  );
  if (!ready) throw new Error('The desk did not become ready.');
}

async function freePort() {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  probe.close();
  return port;
}
