import { Injectable } from '@nestjs/common';
import type { FormLimits } from '../http/multipart.js';
import { SettingsService } from '../settings/settings.service.js';
import type { Attachment } from './attachment.entity.js';
import { AttachmentTooLarge, AttachmentTypeNotAllowed, TooManyAttachments } from './attachment.errors.js';
import { fitsExtension, sniffContentType } from './content-type.js';
import { cleanFileName, fileExtension } from './file-name.js';
import { MEBIBYTE } from './file-size.js';
import type { StagedFile } from './storage/storage.js';

/** A file as a door received it. */
export interface UploadedFile {
  /** As the sender gave it. */
  name: string;
  /** Undefined: it was larger than any file may be, and nothing of it was kept. */
  staged: StagedFile | undefined;
  /** Where the HTML of its message shows it as an image (`cid:…`); a file that only has such an id is no part of the text. */
  contentId?: string;
}

/** A file that passed the rules. */
export interface AcceptedFile {
  /** Clean. */
  name: string;
  /** By its bytes. */
  contentType: string;
  staged: StagedFile;
  /** As in `UploadedFile`. */
  contentId?: string;
}

/** A form brings more files than a ticket takes: those beyond the limit are refused or left out by its door. */
const FORM_FILES = 20;
const FORM_FIELDS_BYTES = 16 * MEBIBYTE;

/** What files the desk takes, by the settings of the moment. */
@Injectable()
export class AttachmentRules {
  constructor(private readonly settings: SettingsService) {}

  /** Limits of a form with files. */
  formLimits(): FormLimits {
    const files = Math.max(FORM_FILES, this.settings.get('ticket_attachment_number'));
    const totalBytes = files * this.maxBytes() + FORM_FIELDS_BYTES;
    return { files, fields: 500, fieldBytes: FORM_FIELDS_BYTES, totalBytes };
  }

  /** Whether a file of this name may be taken, as far as its name tells: for doors that need not even read the others. */
  takesName(name: string): boolean {
    return this.settings.get('ticket_file_type').includes(fileExtension(cleanFileName(name)));
  }

  /**
   * The rule for files, and nothing else: all types are judged before any size.
   * @throws TooManyAttachments, AttachmentTypeNotAllowed, AttachmentTooLarge
   */
  async judge(files: readonly UploadedFile[]): Promise<AcceptedFile[]> {
    this.requireRoom(files.length);
    const contentTypes = await Promise.all(files.map((file) => this.allowedType(file)));
    return files.map((file, index) => ({
      name: cleanFileName(file.name),
      contentType: contentTypes[index]!,
      staged: this.allowedSize(file),
      ...(file.contentId !== undefined && { contentId: file.contentId }),
    }));
  }

  /** What a file that there is may be called besides, clean. @throws AttachmentTypeNotAllowed */
  async acceptName(name: string, present: Pick<Attachment, 'name' | 'contentType'>): Promise<string> {
    const clean = cleanFileName(name);
    const extension = fileExtension(clean);
    const isFitting =
      extension === fileExtension(present.name) ||
      (this.takesName(clean) && (await fitsExtension(present, extension)));
    if (!isFitting) throw new AttachmentTypeNotAllowed(clean);
    return clean;
  }

  /** How many files a message may have. @throws TooManyAttachments */
  requireRoom(files: number): void {
    const max = this.settings.get('ticket_attachment_number');
    if (files > max) throw new TooManyAttachments(max);
  }

  /** Of one file. */
  maxBytes(): number {
    return Math.floor(this.settings.get('ticket_file_size') * MEBIBYTE);
  }

  /** The content type of a file that may be taken; of one too large to be looked at, by its name alone. */
  private async allowedType({ name, staged }: UploadedFile): Promise<string> {
    const clean = cleanFileName(name);
    const extension = fileExtension(clean);
    if (!this.settings.get('ticket_file_type').includes(extension)) throw new AttachmentTypeNotAllowed(clean);
    if (!staged) return '';
    const kind = await sniffContentType(staged.path, staged.head);
    if (!(await fitsExtension(kind, extension))) throw new AttachmentTypeNotAllowed(clean);
    return kind.contentType;
  }

  private allowedSize({ staged }: UploadedFile): StagedFile {
    const maxBytes = this.maxBytes();
    if (!staged || staged.size > maxBytes) throw new AttachmentTooLarge(maxBytes);
    return staged;
  }
}
