import type { Readable } from 'node:stream';
import type { FetchMessageObject, ImapFlow, SearchObject } from 'imapflow';
import { MEBIBYTE } from '../../attachments/file-size.js';
import type { Mailbox } from '../../mailboxes/mailbox.entity.js';

/** Set on what is in our store. People may read, flag and unflag as they like: nothing else says so. */
export const DONE_KEYWORD = '$SwitchdeskDone';

/** UIDs in one command: long lines are refused by some servers. */
const UIDS_A_COMMAND = 400;
const DOWNLOAD_CHUNK = MEBIBYTE;

/** A mail in the folder. */
export interface ListedMail {
  uid: number;
  /** Bytes, as the server says: not always to the byte. */
  size: number;
  /** When it came to the server. */
  arrivedAt: Date;
}

/** One selected folder on one connection, in the words of the intake. Lists of UIDs are ascending. */
export class ImapFolder {
  private constructor(
    private readonly client: ImapFlow,
    readonly mailbox: Mailbox,
  ) {}

  /** @throws an error with `mailboxMissing` when there is no such folder */
  static async open(client: ImapFlow, mailbox: Mailbox): Promise<ImapFolder> {
    const folder = new ImapFolder(client, mailbox);
    await folder.select();
    return folder;
  }

  get name(): string {
    return this.mailbox.imapFolder;
  }

  get uidValidity(): number {
    return Number(this.selected.uidValidity);
  }

  /** Of the moment of the last `select`: every mail with a lower UID could be seen then. */
  get uidNext(): number {
    return this.selected.uidNext;
  }

  /** Whether mails can be told apart by their mark; if not, the ledger alone does. */
  get takesMarks(): boolean {
    if (this.mailbox.doneMark === 'read_only' || this.selected.readOnly) return false;
    const keywords = this.selected.permanentFlags;
    return this.mailbox.doneMark === 'move' || !!(keywords?.has('\\*') || keywords?.has(DONE_KEYWORD));
  }

  get isUsable(): boolean {
    return this.client.usable;
  }

  onArrival(listener: () => void): void {
    this.client.on('exists', listener);
  }

  onClose(listener: () => void): void {
    this.client.once('close', listener);
  }

  close(): void {
    this.client.close();
  }

  /** Looks at the folder anew: whether it was numbered anew meanwhile, too. */
  async select(): Promise<void> {
    await this.client.mailboxOpen(this.name, { readOnly: this.mailbox.doneMark === 'read_only' });
  }

  async uidsAfter(uid: number): Promise<number[]> {
    const found = await this.search({ uid: `${uid + 1}:*` });
    // `n:*` is never empty: where n is beyond the last mail it means the last one.
    return found.filter((one) => one > uid);
  }

  /** What carries no mark, where marks are taken; else all. */
  unmarkedBetween(from: number, to: number | '*'): Promise<number[]> {
    const byKeyword = this.takesMarks && this.mailbox.doneMark === 'keyword';
    return this.search({ uid: `${from}:${to}`, ...(byKeyword && { unKeyword: DONE_KEYWORD }) });
  }

  /** Those of them that are still there. */
  async list(uids: readonly number[]): Promise<ListedMail[]> {
    const listed: ListedMail[] = [];
    for (const range of ranges(uids))
      for await (const mail of this.client.fetch(range, { uid: true, size: true, internalDate: true }, UID))
        listed.push({ uid: mail.uid, size: mail.size ?? 0, arrivedAt: arrivalOf(mail) });
    return listed.toSorted((a, b) => a.uid - b.uid);
  }

  /** Whole mails, as they come in; no other command until the last one. One that is gone is left out. */
  async *sources(uids: readonly number[]): AsyncGenerator<{ uid: number; source: Buffer }> {
    for (const range of ranges(uids))
      for await (const { uid, source } of this.client.fetch(range, { uid: true, source: true }, UID))
        if (source) yield { uid, source };
  }

  /** One mail, a piece at a time; undefined when it is gone. */
  async download(uid: number): Promise<Readable | undefined> {
    const { content } = await this.client.download(String(uid), undefined, {
      ...UID,
      chunkSize: DOWNLOAD_CHUNK,
    });
    return content;
  }

  /** Marks what is in our store. False: the server did not do it, and it has to be done later. */
  async mark(uids: readonly number[]): Promise<boolean> {
    if (!this.takesMarks) return true;
    for (const range of ranges(uids)) if (!(await this.markRange(range))) return false;
    return true;
  }

  private async markRange(range: string): Promise<boolean> {
    const { doneMark, doneFolder } = this.mailbox;
    if (doneMark === 'keyword')
      return this.client.messageFlagsAdd(range, [DONE_KEYWORD], { ...UID, silent: true });
    const move = async (): Promise<boolean> => !!(await this.client.messageMove(range, doneFolder!, UID));
    if (await move()) return true;
    // Most likely the folder is missing; if it is there, this fails as the move did.
    await this.client.mailboxCreate(doneFolder!);
    return move();
  }

  private async search(query: SearchObject): Promise<number[]> {
    const found = await this.client.search(query, UID);
    if (!Array.isArray(found)) throw new Error(`The server refuses to search the folder ${this.name}.`);
    return found.toSorted((a, b) => a - b);
  }

  private get selected() {
    const { mailbox } = this.client;
    if (!mailbox) throw Object.assign(new Error('The folder is no longer open.'), { code: 'NoConnection' });
    return mailbox;
  }
}

const UID = { uid: true } as const;

function* ranges(uids: readonly number[]): Generator<string> {
  for (let start = 0; start < uids.length; start += UIDS_A_COMMAND)
    yield uids.slice(start, start + UIDS_A_COMMAND).join(',');
}

/** A server's clock may be ahead of ours; a mail without a time has come now. */
function arrivalOf({ internalDate }: FetchMessageObject): Date {
  const time = new Date(internalDate ?? NaN);
  return time.getTime() <= Date.now() ? time : new Date();
}
