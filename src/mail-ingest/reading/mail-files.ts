import type { AttachmentStream } from 'mailparser';
import mime from 'mime-types';
import type { AcceptedFile, UploadedFile } from '../../attachments/attachment-rules.js';
import { AttachmentsService } from '../../attachments/attachments.service.js';
import { cleanFileName } from '../../attachments/file-name.js';
import { AppError } from '../../common/errors.js';
import type { RefusedFile } from './read-mail.js';

/** Of the files that were not taken, this many are named. */
const NAMED_MAX = 50;

const NAMES: Readonly<Record<string, string>> = {
  'message/rfc822': 'message.eml',
  'text/calendar': 'invitation.ics',
  'application/ms-tnef': 'winmail.dat',
  'application/pkcs7-mime': 'smime.p7m',
  'application/pgp-encrypted': 'version.asc',
};

/** The files of one mail: judged one by one by the rules of the API, so that one that is refused costs no other. */
export class MailFiles {
  readonly accepted: AcceptedFile[] = [];
  readonly refused: RefusedFile[] = [];
  private readonly uploaded: UploadedFile[] = [];
  private count = 0;

  constructor(
    private readonly attachments: AttachmentsService,
    private readonly limit: number,
  ) {}

  /** Reads the part to its end, whatever becomes of it. */
  async take(part: AttachmentStream): Promise<void> {
    this.count += 1;
    const name = cleanFileName(part.filename || this.nameOf(part.contentType));
    if (this.accepted.length >= this.limit) return this.refuse(part, name, `more than ${this.limit} files`);
    if (!this.attachments.rules.takesName(name))
      return this.refuse(part, name, 'files of its kind are not taken');
    const staged = await this.attachments.stage(part.content);
    const file: UploadedFile = { name, staged, ...(part.cid && { contentId: part.cid }) };
    this.uploaded.push(file);
    try {
      this.accepted.push(...(await this.attachments.accept([file])));
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      this.note(name, error.message);
    }
  }

  /** Beyond the rules: the mail itself, where it could not be read in full. */
  add(file: AcceptedFile): void {
    this.uploaded.push(file);
    this.accepted.push(file);
  }

  /** Ends the uploads, after the commit of the accepted ones or instead of it. */
  async release(isFiled: boolean): Promise<void> {
    const filed = new Set(isFiled ? this.accepted.map(({ staged }) => staged) : []);
    await this.attachments.settle([...filed]);
    await this.attachments.release(this.uploaded.filter(({ staged }) => !staged || !filed.has(staged)));
  }

  private refuse(part: AttachmentStream, name: string, reason: string): void {
    part.content.resume();
    this.note(name, reason);
  }

  private note(name: string, reason: string): void {
    if (this.refused.length < NAMED_MAX) this.refused.push({ name, reason });
    else this.refused[NAMED_MAX] = { name: `${this.count - this.accepted.length - NAMED_MAX} more`, reason };
  }

  private nameOf(contentType: string): string {
    const extension = mime.extension(contentType);
    return NAMES[contentType] ?? `part-${this.count}.${extension || 'bin'}`;
  }
}
