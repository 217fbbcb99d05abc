import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export interface ShownMail {
  to: string;
  subject: string;
}

/**
 * The mails the desk has sent so far, as its `log` driver shows them: one `.eml` a mail under `outbound-mail/`.
 * The one place that knows where mails are to be seen.
 */
export async function shownMails(dataDir: string): Promise<ShownMail[]> {
  const folder = join(dataDir, 'outbound-mail');
  const names = await readdir(folder).catch(() => [] as string[]);
  return Promise.all(
    names
      .filter((name) => name.endsWith('.eml'))
      .map(async (name) => {
        const head = (await readFile(join(folder, name), 'utf8')).split(/\r?\n\r?\n/, 1)[0]!;
        const subject = decodeWords(header(head, 'Subject'));
        return { to: /[^\s<>,"]+@[^\s<>,"]+/.exec(header(head, 'To'))?.[0] ?? '', subject };
      }),
  );
}

/** Mails leave after the request that caused them: waits until `expected` of those that `concern` us are there. */
export async function waitForMails(
  dataDir: string,
  expected: number,
  concern: (mail: ShownMail) => boolean = () => true,
): Promise<ShownMail[]> {
  const deadline = Date.now() + 10_000;
  for (;;) {
    const mails = (await shownMails(dataDir)).filter(concern);
    if (mails.length >= expected || Date.now() > deadline) return mails;
    await sleep(100);
  }
}

/** Subjects, sorted: what two lists of mails can be compared by. */
export const mailLines = (mails: readonly ShownMail[]): string[] =>
  mails.map(({ to, subject }) => `${to} ${subject}`).toSorted();

const header = (head: string, name: string): string =>
  new RegExp(`^${name}: *(.*(?:\\r?\\n[ \\t].*)*)`, 'im').exec(head)?.[1]?.replace(/\r?\n[ \t]/g, ' ') ?? '';

/** RFC 2047: `=?UTF-8?Q?…?=` and `=?UTF-8?B?…?=`. */
const decodeWords = (text: string): string =>
  text
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?utf-8\?([qb])\?([^?]*)\?=/gi, (_, encoding: string, word: string) =>
      encoding.toLowerCase() === 'b'
        ? Buffer.from(word, 'base64').toString('utf8')
        : Buffer.from(
            word
              .replace(/_/g, ' ')
              .replace(/=([0-9a-f]{2})/gi, (__, hex: string) => String.fromCharCode(parseInt(hex, 16))),
            'latin1',
          ).toString('utf8'),
    );
