import { createHash, pbkdf2, timingSafeEqual } from 'node:crypto';
import { createRequire } from 'node:module';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import { hash, verify } from '@node-rs/argon2';
import type { PasswordScheme } from '../settings/setting-list.js';

const ARGON2 = /^\$argon2(id|i|d)\$v=\d+\$m=\d+,t=\d+,p=\d+\$[A-Za-z0-9+/]+\$[A-Za-z0-9+/]+$/;
const BCRYPT = /^\$2[aby]\$\d\d\$[./A-Za-z0-9]{53}$/;
const SHA1 = /^[0-9a-f]{40}$/i;

/** Django's own: iterations, salt, and 32 bytes in base64. */
const PBKDF2 = /^pbkdf2_sha256\$([1-9]\d{0,7})\$([^$]{1,64})\$([A-Za-z0-9+/]{43}=)$/;
/** Some seconds of a thread; Django 5.2 asks for a million. */
const PBKDF2_ITERATIONS_MAX = 5_000_000;
const PBKDF2_BYTES = 32;

/** What an unknown account or one without a password is compared with: no password has this hash. */
const NOBODY =
  '$argon2id$v=19$m=19456,t=2,p=1$Kds8nLoxA9qlZLWbD3DHCA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';

/** bcryptjs blocks its thread for a tenth of a second at PHP's cost of 10, so it gets a thread of its own. */
const BCRYPT_WORKER = `
  const { parentPort, workerData } = require('node:worker_threads');
  const { bcrypt, password, hash, cost } = workerData;
  const { compareSync, hashSync } = require(bcrypt);
  parentPort.postMessage(hash ? compareSync(password, hash) : hashSync(password, cost));`;

/** Each more doubles the time; 12, as in Flicket's own hashes, takes a second of a thread here. */
const BCRYPT_COST = 10;

const require = createRequire(import.meta.url);

/** argon2id with the parameters OWASP names (19 MiB, two passes), or bcrypt. */
export const hashPassword = (password: string, scheme: PasswordScheme = 'argon2id'): Promise<string> =>
  scheme === 'bcrypt' ? inBcrypt<string>({ password, cost: BCRYPT_COST }) : hash(password);

export const isBcryptHash = (text: string | null): text is string => text !== null && BCRYPT.test(text);

/** argon2, bcrypt as PHP and Python write it, PBKDF2 as Django does, or the unsalted SHA-1 of HelpDeskZ 1.x. */
export const isPasswordHash = (text: string): boolean =>
  ARGON2.test(text) || BCRYPT.test(text) || SHA1.test(text) || isPbkdf2Hash(text);

/** One that may be computed: a hash that asks for more iterations would keep a thread busy. */
function isPbkdf2Hash(text: string): boolean {
  const iterations = PBKDF2.exec(text)?.[1];
  return iterations !== undefined && Number(iterations) <= PBKDF2_ITERATIONS_MAX;
}

/** Hashes of another kind live until their owner's next sign-in. */
export const isRehashDue = (passwordHash: string, scheme: PasswordScheme = 'argon2id'): boolean =>
  scheme === 'bcrypt' ? !isBcryptHash(passwordHash) : !passwordHash.startsWith('$argon2id$');

/** Whether the password fits; no hash (an unknown account, or one without a password) costs as much as a wrong password. */
export async function verifyPassword(password: string, passwordHash: string | null): Promise<boolean> {
  if (passwordHash && SHA1.test(passwordHash)) return verifySha1(password, passwordHash);
  if (passwordHash && BCRYPT.test(passwordHash)) return inBcrypt<boolean>({ password, hash: passwordHash });
  if (passwordHash && isPbkdf2Hash(passwordHash)) return verifyPbkdf2(password, passwordHash);
  return verify(passwordHash ?? NOBODY, password).catch(() => false);
}

function verifySha1(password: string, passwordHash: string): boolean {
  return timingSafeEqual(createHash('sha1').update(password).digest(), Buffer.from(passwordHash, 'hex'));
}

/** On a thread of libuv: the event loop goes on meanwhile. */
async function verifyPbkdf2(password: string, passwordHash: string): Promise<boolean> {
  const [, iterations, salt, expected] = PBKDF2.exec(passwordHash)!;
  const found = await promisify(pbkdf2)(password, salt!, Number(iterations), PBKDF2_BYTES, 'sha256');
  return timingSafeEqual(found, Buffer.from(expected!, 'base64'));
}

function inBcrypt<T>(work: { password: string } & ({ hash: string } | { cost: number })): Promise<T> {
  return new Promise((resolve, reject) => {
    const workerData = { bcrypt: require.resolve('bcryptjs'), ...work };
    const worker = new Worker(BCRYPT_WORKER, { eval: true, workerData });
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}
