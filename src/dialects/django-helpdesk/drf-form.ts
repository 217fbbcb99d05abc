import type { UploadedFile } from '../../attachments/attachment-rules.js';
import type { AttachmentsService } from '../../attachments/attachments.service.js';
import { AttachmentTypeNotAllowed } from '../../attachments/attachment.errors.js';
import { AppError } from '../../common/errors.js';
import { DrfInvalid, type DrfFaults } from './django-helpdesk.errors.js';
import type { DrfData, NamedFile } from './drf-data.js';
import { FieldFault, NOT_NULL, REQUIRED, type DrfField } from './drf-fields.js';

const NO_FILE = 'The submitted data was not a file. Check the encoding type on the form.';

/** Reads the fields of a request one by one, and says all that is wrong with them at once. */
export class DrfForm {
  private readonly faults: DrfFaults = {};

  constructor(
    readonly data: DrfData,
    /** Absent fields stay as they are. */
    readonly isPartial: boolean,
  ) {}

  /** Undefined: absent, or faulty. Null only where the field may be. */
  read<T>(name: string, field: DrfField<T>): T | null | undefined {
    const input = this.inputOf(name, field);
    if (input === undefined) {
      if (field.required && !this.isPartial) this.fault(name, REQUIRED);
      const isUnchecked = field.isFlag && this.data.isForm && !this.isPartial;
      return isUnchecked ? field.read(false) : undefined;
    }
    if (input === null && field.nullable) return null;
    try {
      if (input === null) throw new FieldFault(NOT_NULL);
      return field.read(input);
    } catch (error) {
      if (!(error instanceof FieldFault)) throw error;
      this.fault(name, error.message);
      return undefined;
    }
  }

  /** As `read`, of a field that is never null. */
  readValue<T>(name: string, field: DrfField<T>): T | undefined {
    return this.read(name, field) ?? undefined;
  }

  /** The one file of a field. */
  async file(
    name: string,
    attachments: AttachmentsService,
    rule: { required?: boolean } = {},
  ): Promise<UploadedFile[]> {
    const [file] = this.data.filesOf(name).slice(-1);
    if (file) {
      const found = await faultOfFile(file, attachments);
      if (found) this.fault(name, found);
      return [file];
    }
    const given = this.data.get(name);
    const isLeftOut = given === undefined || (given === '' && this.data.isForm && !rule.required);
    if (given !== null && !isLeftOut) this.fault(name, NO_FILE);
    else if (rule.required && given === null) this.fault(name, NOT_NULL);
    else if (rule.required && !this.isPartial) this.fault(name, REQUIRED);
    return [];
  }

  /** All files of a field; a fault is said by the place of its file. */
  async fileList(name: string, attachments: AttachmentsService): Promise<UploadedFile[]> {
    const files = this.data.filesOf(name);
    const given = this.data.get(name);
    if (!files.length && typeof given === 'string') {
      if (this.data.isForm) this.faults[name] = { '0': [NO_FILE] };
      else this.fault(name, 'Expected a list of items but got type "str".');
    } else if (Array.isArray(given) && given.length) this.faults[name] = { '0': [NO_FILE] };
    const found = await Promise.all(files.map((file) => faultOfFile(file, attachments)));
    const faulty = found.flatMap((message, at) =>
      message ? [[String(at), [message]] as [string, string[]]] : [],
    );
    if (faulty.length) this.faults[name] = Object.fromEntries(faulty);
    return files;
  }

  fault(name: string, message: string): void {
    const known = this.faults[name];
    if (Array.isArray(known)) known.push(message);
    else this.faults[name] = [message];
  }

  /** Whether nothing is wrong with the field so far. */
  isSound(name: string): boolean {
    return !Object.hasOwn(this.faults, name);
  }

  /** @throws DrfInvalid naming every field with what is wrong with it */
  finish(): void {
    if (Object.keys(this.faults).length) throw new DrfInvalid(this.faults);
  }

  /** In a form, nothing between the quotes is no value. */
  private inputOf(name: string, field: DrfField<unknown>): unknown {
    const input = this.data.get(name);
    if (input !== '' || field.isText || !this.data.isForm) return input;
    return field.nullable || field.required ? null : undefined;
  }
}

async function faultOfFile(file: NamedFile, attachments: AttachmentsService): Promise<string | undefined> {
  return file.staged?.size === 0
    ? 'The submitted file is empty.'
    : wordsOfFile(file.name, attachments.rules.judge([file]));
}

/** The rules for files are the room's; only the words for what one of this name breaks are Django's. */
export async function wordsOfFile(name: string, judgement: Promise<unknown>): Promise<string | undefined> {
  try {
    await judgement;
    return undefined;
  } catch (error) {
    if (error instanceof AttachmentTypeNotAllowed)
      return `Unsupported file extension: ${/\.[^.]*$/.exec(name)?.[0].toLowerCase() ?? ''}`;
    if (error instanceof AppError) return error.message;
    throw error;
  }
}
