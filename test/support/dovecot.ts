import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { userInfo } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import nodemailer from 'nodemailer';

/* Imported by tests and, as it stands, by the bench: types are stripped by Node, so only erasable ones. */

const KEEPER = join(import.meta.dirname, 'dovecot-keeper.sh');
const START_TIMEOUT_MS = 15_000;
/** Mails must not belong to root; anybody else reads their own. */
const MAIL_ID = userInfo().uid === 0 ? 5000 : userInfo().uid;
export const MAIL_PASSWORD = 'a mail password';

/** For `describe.skipIf(!HAS_DOVECOT)`, with this name in the name of the suite. */
export const HAS_DOVECOT = find('dovecot') !== undefined;

export interface DovecotPorts {
  imap: number;
  imaps: number;
  lmtp: number;
}

export interface DovecotOptions {
  accounts: readonly string[];
  introspectionUrl?: string;
}

/** A private IMAP server with its own mailboxes, ports and certificate, which ends with this process. */
export class Dovecot {
  readonly port: DovecotPorts;
  private readonly folder: string;
  private readonly keeper: ChildProcess;

  private constructor(folder: string, keeper: ChildProcess, port: DovecotPorts) {
    this.folder = folder;
    this.keeper = keeper;
    this.port = port;
  }

  /**
   * With these accounts, each with MAIL_PASSWORD: later ones the server would notice too late. `introspectionUrl` is asked
   * whether a token of XOAUTH2 is good.
   */
  static async start({
    accounts,
    introspectionUrl = 'http://127.0.0.1:9/',
  }: DovecotOptions): Promise<Dovecot> {
    const server = find('dovecot');
    if (!server) throw new Error('Dovecot is not installed.');
    // Not the system's own temporary folder: a socket's path may have 107 characters at most.
    const folder = mkdtempSync('/tmp/dovecot-');
    const port = { imap: await freePort(), imaps: await freePort(), lmtp: await freePort() };
    writeFiles(folder, port, accounts, introspectionUrl);
    // In a process group of its own, so that Ctrl-C does not end the keeper before it has cleaned up.
    const keeper = spawn('sh', [KEEPER, folder, server], {
      stdio: ['pipe', 'ignore', 'ignore'],
      detached: true,
    });
    const dovecot = new Dovecot(folder, keeper, port);
    await dovecot.untilReady();
    return dovecot;
  }

  /** Delivers a mail as another mail server would. */
  async deliver(raw: string | Buffer, ...to: string[]): Promise<void> {
    const lmtp = nodemailer.createTransport({
      lmtp: true,
      host: '127.0.0.1',
      port: this.port.lmtp,
      ignoreTLS: true,
    });
    try {
      await lmtp.sendMail({ envelope: { from: 'sender@example.org', to }, raw });
    } finally {
      lmtp.close();
    }
  }

  /** The folder of a user, in Maildir form. */
  maildir(address: string): string {
    return join(this.folder, 'mail', address, 'Maildir');
  }

  /** The mails of a user's folder as files lie there, with the flags in their names. */
  files(address: string, folder = ''): string[] {
    return ['new', 'cur'].flatMap((part) => {
      const path = join(this.maildir(address), folder && `.${folder}`, part);
      return existsSync(path) ? readdirSync(path) : [];
    });
  }

  /** Keywords that were ever set in a user's folder, by letter: `{ a: '$SwitchdeskDone' }`. */
  keywords(address: string): Record<string, string> {
    const file = join(this.maildir(address), 'dovecot-keywords');
    const lines = existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
    return Object.fromEntries(
      lines.map((line) => [
        String.fromCharCode(97 + Number(line.split(' ')[0])),
        line.slice(line.indexOf(' ') + 1),
      ]),
    );
  }

  /** All mails get new numbers under another UIDVALIDITY, and lose their keywords. */
  renumber(address: string): void {
    const folder = this.maildir(address);
    for (const name of readdirSync(folder))
      if (name.startsWith('dovecot')) rmSync(join(folder, name), { recursive: true });
  }

  /** Cuts the connections of everybody who is signed in. */
  drop(): void {
    const master = readFileSync(join(this.folder, 'run', 'master.pid'), 'utf8').trim();
    for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
      const [, command, parent] = /\((.*)\) \S (\d+)/.exec(statOf(pid)) ?? [];
      if (parent === master && command === 'imap') process.kill(Number(pid), 'SIGKILL');
    }
  }

  /** Ends it with all its connections, and starts it again. */
  async restart(): Promise<void> {
    this.keeper.stdin!.write('\n');
    while (await answers(this.port.imap)) await setTimeout(5);
    await this.untilReady();
  }

  async stop(): Promise<void> {
    this.keeper.stdin!.end();
    await once(this.keeper, 'exit');
  }

  private hasMaster(): boolean {
    return existsSync(join(this.folder, 'run', 'master.pid'));
  }

  private async untilReady(): Promise<void> {
    for (const end = Date.now() + START_TIMEOUT_MS; Date.now() < end; await setTimeout(20))
      if (this.hasMaster() && (await answers(this.port.imap)) && (await answers(this.port.lmtp))) return;
    const log = join(this.folder, 'log');
    const words = existsSync(log) ? readFileSync(log, 'utf8') : '';
    await this.stop();
    throw new Error(`Dovecot did not start:\n${words}`);
  }
}

/** Debian keeps servers in /usr/sbin, which is not on everybody's path. */
function find(binary: string): string | undefined {
  return [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin']
    .map((folder) => join(folder, binary))
    .find((path) => existsSync(path));
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(!!socket.destroy()));
    socket.on('error', () => resolve(false));
  });

/** Of a process that may be gone by now. */
function statOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return '';
  }
}

function writeFiles(
  folder: string,
  port: DovecotPorts,
  accounts: readonly string[],
  introspectionUrl: string,
): void {
  mkdirSync(join(folder, 'mail'));
  chmodSync(folder, 0o755);
  chownSync(join(folder, 'mail'), MAIL_ID, MAIL_ID);
  writeFileSync(
    join(folder, 'users'),
    accounts.map((address) => `${address}:{PLAIN}${MAIL_PASSWORD}::::::\n`).join(''),
  );
  const oauth2 = {
    introspection_mode: 'post',
    introspection_url: introspectionUrl,
    username_attribute: 'email',
  };
  const active = { active_attribute: 'active', active_value: 'true' };
  writeFileSync(join(folder, 'oauth2.conf'), lines({ ...oauth2, ...active }));
  const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '30'];
  execFileSync('openssl', ['req', '-x509', ...curve, '-keyout', key, '-out', certificate, ...subject], {
    stdio: 'ignore',
  });
  writeFileSync(join(folder, 'dovecot.conf'), configuration(folder, port));
}

const lines = (settings: Record<string, string>): string =>
  Object.entries(settings)
    .map(([name, value]) => `${name} = ${value}\n`)
    .join('');

/** Only root may change who its parts run as, and shut them up in a folder. */
const AS_ONESELF = `
default_internal_user = ${userInfo().username}
default_internal_group = ${execFileSync('id', ['-gn'], { encoding: 'utf8' }).trim()}
default_login_user = ${userInfo().username}
service anvil {
  chroot =
}
service imap-login {
  chroot =
}`;

/**
 * One setting a line, for this version refuses others. Without the penalty of `anvil` a wrong password would cost every
 * later sign-in four seconds.
 */
const configuration = (folder: string, port: DovecotPorts): string => `
base_dir = ${folder}/run
state_dir = ${folder}/run
listen = 127.0.0.1
protocols = imap lmtp
log_path = ${folder}/log
${userInfo().uid === 0 ? '' : AS_ONESELF}
mail_uid = ${MAIL_ID}
mail_gid = ${MAIL_ID}
first_valid_uid = ${MAIL_ID}
mail_location = maildir:~/Maildir
mail_fsync = never
ssl = yes
ssl_cert = <${folder}/cert.pem
ssl_key = <${folder}/key.pem
disable_plaintext_auth = no
auth_mechanisms = plain login xoauth2 oauthbearer
auth_username_format = %Lu
auth_failure_delay = 0
mail_max_userip_connections = 100
passdb {
  driver = passwd-file
  mechanisms = plain login
  args = ${folder}/users
}
passdb {
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = ${folder}/oauth2.conf
}
userdb {
  driver = passwd-file
  args = ${folder}/users
  default_fields = uid=${MAIL_ID} gid=${MAIL_ID} home=${folder}/mail/%u
}
namespace inbox {
  inbox = yes
  separator = /
}
service anvil {
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service imap-login {
  inet_listener imap {
    port = ${port.imap}
  }
  inet_listener imaps {
    port = ${port.imaps}
    ssl = yes
  }
}
service lmtp {
  inet_listener lmtp {
    address = 127.0.0.1
    port = ${port.lmtp}
  }
}
service stats {
  unix_listener stats-writer {
    mode = 0666
  }
}
protocol lmtp {
  postmaster_address = postmaster@example.org
  auth_username_format = %Lu
}
`;
