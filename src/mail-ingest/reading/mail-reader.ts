import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Injectable } from '@nestjs/common';
import type { AttachmentStream, Headers, MessageText } from 'mailparser';
import type { AcceptedFile } from '../../attachments/attachment-rules.js';
import { AttachmentsService } from '../../attachments/attachments.service.js';
import { normalContentId } from '../../attachments/content-id.js';
import { ContentMissing } from '../../attachments/storage/storage.js';
import { contentIdsIn } from '../../common/html-images.js';
import { BodyForms } from '../../messages/body-forms.js';
import { storeBody, type StoredBody } from '../../messages/message-body.js';
import { MessageTooLarge } from '../../messages/message.errors.js';
import { RawMails } from '../../mailboxes/raw-mails.js';
import { SettingsService } from '../../settings/settings.service.js';
import { HeadReader } from './head-reader.js';
import { readHead, type MailHead } from './mail-head.js';
import { MailFiles } from './mail-files.js';
import { createMailParser, type BoundedMailParser } from './mail-parser.js';
import type { ReadMail, ReportPart } from './read-mail.js';

/** What a ticket shows of a mail's text, in characters; more is in the raw mail, which is then attached. */
const BODY_MAX = 1_000_000;
const REPORT_PART_MAX = 65_536;
const REPORT_PARTS_MAX = 10;
/** No mail takes that long; one that does has found a way to stop the parser. */
const READ_MS = 120_000;

const CUT = '\n\n[…] The text goes on in the attached mail.';
const TOO_LONG = 'The text of this mail takes too long to be shown. It is attached as it came.';
const UNREADABLE = 'This mail could not be read in full. It is attached as it came.';

/** The parser gave up on a mail: it is malformed beyond its limits. */
class Unreadable extends Error {}

interface Contents {
  text?: MessageText;
  reportParts: ReportPart[];
  textWasCut: boolean;
}

/** Reads raw mails. Files go into the storage as they come by, so that a large mail needs little memory. */
@Injectable()
export class MailReader {
  constructor(
    private readonly rawMails: RawMails,
    private readonly attachments: AttachmentsService,
    private readonly settings: SettingsService,
    private readonly bodies: BodyForms,
  ) {}

  /** Reads a mail. One that the parser cannot read is its header, with the raw mail attached. */
  read(sha256: string): Promise<ReadMail> {
    return this.withFiles(this.fileLimit(), (files) => this.readInto(sha256, files));
  }

  /** The mail as nothing but a header, some words, and itself attached. */
  readAsFile(sha256: string, words: string): Promise<ReadMail> {
    return this.withFiles(0, async (files) => {
      const head = new HeadReader();
      await pipeline(await this.rawMails.open(sha256), head, drain);
      await this.attachRaw(sha256, files);
      return this.withoutContents(await this.headOf(head), files, words);
    });
  }

  private async withFiles(limit: number, read: (files: MailFiles) => Promise<ReadMail>): Promise<ReadMail> {
    const files = new MailFiles(this.attachments, limit);
    try {
      return await read(files);
    } catch (error) {
      await files.release(false);
      throw error;
    }
  }

  private async readInto(sha256: string, files: MailFiles): Promise<ReadMail> {
    const head = new HeadReader();
    try {
      const { mailHead, contents } = await this.parse(sha256, head, files);
      const stored = await this.storedBody(sha256, contents, files);
      const { accepted, refused } = files;
      const { reportParts } = contents;
      return {
        head: mailHead,
        stored,
        files: withNamedImages(accepted, stored.format === 'html' ? stored.body : ''),
        refused,
        reportParts,
        fingerprint: head.fingerprint(),
        release: (isFiled) => files.release(isFiled),
      };
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      await this.attachRaw(sha256, files);
      return { ...this.withoutContents(await this.headOf(head), files, UNREADABLE), fault: error.message };
    }
  }

  /** What is too long to be shown is cut; the whole of it is in the mail, which is then attached. */
  private async storedBody(sha256: string, contents: Contents, files: MailFiles): Promise<StoredBody> {
    const { body, format, wasCut } = bodyOf(contents);
    if (wasCut) await this.attachRaw(sha256, files);
    try {
      return await this.bodies.make(format, body);
    } catch (error) {
      if (!(error instanceof MessageTooLarge)) throw error;
      if (!wasCut) await this.attachRaw(sha256, files);
      return storeBody('text', TOO_LONG);
    }
  }

  private withoutContents(head: MailHead, files: MailFiles, words: string): ReadMail {
    const { accepted, refused } = files;
    const release = (isFiled: boolean): Promise<void> => files.release(isFiled);
    return { head, stored: storeBody('text', words), files: accepted, refused, reportParts: [], release };
  }

  private async parse(
    sha256: string,
    head: HeadReader,
    files: MailFiles,
  ): Promise<{ mailHead: MailHead; contents: Contents }> {
    const parser = await createMailParser();
    let headers: Headers = new Map();
    parser.once('headers', (read) => (headers = read));
    const contents: Contents = { reportParts: [], textWasCut: false };
    let fault: Error | undefined;
    const takeAll = async (parts: AsyncIterable<AttachmentStream | MessageText>): Promise<void> => {
      for await (const part of parts)
        if (part.type === 'text') contents.text = part;
        else await this.takePart(part, headers, files, contents).catch((error: Error) => (fault = error));
    };
    await this.pass(sha256, head, parser, takeAll).catch((error: Error) => {
      // What goes wrong with our own storage is no fault of the mail.
      throw fault ?? (isOurs(error) ? error : new Unreadable(error.message));
    });
    if (fault) throw fault;
    contents.textWasCut = parser.textWasCut;
    return { mailHead: this.toHead(headers), contents };
  }

  /** The mail through header reader and parser; one that is at hand as a whole without streams between them. */
  private async pass(
    sha256: string,
    head: HeadReader,
    parser: BoundedMailParser,
    takeAll: (parts: AsyncIterable<AttachmentStream | MessageText>) => Promise<void>,
  ): Promise<void> {
    const late = setTimeout(() => parser.destroy(new Error('Reading it takes too long.')), READ_MS);
    try {
      const whole = this.rawMails.takeRecent(sha256);
      if (!whole) return await pipeline(await this.rawMails.open(sha256), head, parser, takeAll);
      head.end(whole);
      parser.end((head.read() as Buffer | null) ?? '');
      return await takeAll(parser as AsyncIterable<AttachmentStream | MessageText>);
    } finally {
      clearTimeout(late);
    }
  }

  private async takePart(
    part: AttachmentStream,
    headers: Headers,
    files: MailFiles,
    contents: Contents,
  ): Promise<void> {
    try {
      if (isReport(headers) && isReportPart(part.contentType))
        await readReportPart(part, contents.reportParts);
      else await files.take(part);
    } finally {
      part.content.resume();
      part.release?.();
    }
  }

  /** Of a mail whose parser gave up, maybe before it came to the header. */
  private async headOf(head: HeadReader): Promise<MailHead> {
    const parser = await createMailParser();
    let headers: Headers = new Map();
    parser.once('headers', (read) => (headers = read));
    await pipeline(Readable.from([head.head, Buffer.from('\r\n')]), parser, drain);
    return this.toHead(headers);
  }

  private async attachRaw(sha256: string, files: MailFiles): Promise<void> {
    const raw = await this.rawMails.open(sha256);
    files.add(await this.attachments.keepOwn('mail.eml', 'message/rfc822', raw));
  }

  private toHead(headers: Headers): MailHead {
    return readHead(headers, this.settings.get('mail_authserv_id'));
  }

  private fileLimit(): number {
    return this.settings.get('ticket_attachment') ? this.settings.get('ticket_attachment_number') : 0;
  }
}

/** Some programs give every file a content id: it says something only where the text shows the file. */
function withNamedImages(files: readonly AcceptedFile[], html: string): AcceptedFile[] {
  const named = contentIdsIn(html);
  return files.map(({ contentId, ...file }) =>
    contentId !== undefined && named.has(normalContentId(contentId) ?? '') ? { ...file, contentId } : file,
  );
}

const isOurs = (error: NodeJS.ErrnoException): boolean =>
  error.syscall !== undefined || error instanceof ContentMissing;

const drain = async (parts: AsyncIterable<unknown>): Promise<void> => {
  for await (const part of parts) (part as Partial<AttachmentStream>).release?.();
};

const isReport = (headers: Headers): boolean =>
  (headers.get('content-type') as { value?: string } | undefined)?.value?.toLowerCase() ===
  'multipart/report';

const isReportPart = (contentType: string): boolean =>
  /^(message\/(global-)?(delivery-status|disposition-notification|rfc822|headers)|text\/rfc822-headers)$/.test(
    contentType,
  );

async function readReportPart(part: AttachmentStream, parts: ReportPart[]): Promise<void> {
  if (parts.length >= REPORT_PARTS_MAX) return;
  let text = '';
  for await (const chunk of part.content as AsyncIterable<Buffer>)
    if (text.length < REPORT_PART_MAX) text += chunk.toString('latin1');
  parts.push({ contentType: part.contentType, text: text.slice(0, REPORT_PART_MAX) });
}

/** HTML where there is any: it says what the sender saw. */
function bodyOf({ text, textWasCut }: Contents): { body: string; format: 'html' | 'text'; wasCut: boolean } {
  const html = text?.html ?? '';
  const plain = printable(text?.text ?? '');
  const isHtml = html !== '' && (plain.trim() === '' || saysSomething(html));
  const whole = isHtml ? printable(html) : plain.trimEnd();
  const wasCut = textWasCut || whole.length > BODY_MAX;
  const body = wasCut ? whole.slice(0, BODY_MAX) + (isHtml ? `<p>${CUT.trim()}</p>` : CUT) : whole;
  return { body, format: isHtml ? 'html' : 'text', wasCut };
}

/** Empty pages are what some programs send beside a plain text. */
const saysSomething = (html: string): boolean =>
  /<img\b/i.test(html) || html.replace(/<[^<>]*>|&nbsp;|\s/g, '') !== '';

/** Without what no text needs and some databases refuse. */
const printable = (text: string): string => text.replace(/[^\P{Cc}\t\n\r]/gu, '').toWellFormed();
