import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { Database, afterCommit, type Tx } from '../database/database.js';
import { marks } from '../database/marks.js';
import { insertRow, toDate, updateRow } from '../database/rows.js';
import type { FileSink } from '../http/multipart.js';
import { Readiness } from '../http/readiness.js';
import { AttachmentRules, type AcceptedFile, type UploadedFile } from './attachment-rules.js';
import type { Attachment } from './attachment.entity.js';
import { AttachmentContentMissing, AttachmentNotFound } from './attachment.errors.js';
import { normalContentId } from './content-id.js';
import { ContentMissing, ContentTooLarge, Storage, type StagedFile } from './storage/storage.js';

/** Absent means "leave". */
export interface AttachmentChange {
  /** Clean. */
  name?: string;
  ticketId?: number;
  messageId?: number;
  /** Another content. */
  file?: AcceptedFile | undefined;
}

export interface AttachmentFilter {
  ticketId?: number;
  messageId?: number;
  /** Any of these; not none. */
  messageIds?: readonly number[];
}

const COLUMNS = 'id, ticketId, messageId, name, contentType, size, sha256, contentId, createdAt';
const DAY_MS = 86_400_000;
const BATCH = 1_000;

/**
 * The files of messages. The way of an upload:
 * `stage` as it arrives, `accept` before the transaction, `store` in it, `release` after it, whatever its outcome.
 */
@Injectable()
export class AttachmentsService
  implements FileSink<StagedFile | undefined>, OnModuleInit, OnApplicationBootstrap
{
  private readonly logger = new Logger(AttachmentsService.name);

  constructor(
    private readonly storage: Storage,
    readonly rules: AttachmentRules,
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly readiness: Readiness,
  ) {}

  onModuleInit(): Promise<void> {
    this.readiness.add('storage', () => this.storage.probe());
    return this.storage.prepare();
  }

  /** Finishes what a crash left half done; after the migrations, which made the table it asks. */
  async onApplicationBootstrap(): Promise<void> {
    const yesterday = new Date(this.clock.now().getTime() - DAY_MS);
    await this.logged('sweep', this.storage.sweep(yesterday, this.isNamed));
  }

  /** Takes a file in as it arrives; undefined when it is too large, which `accept` reports in its turn. */
  async stage(content: Readable): Promise<StagedFile | undefined> {
    try {
      return await this.storage.stage(content, { maxBytes: this.rules.maxBytes() });
    } catch (error) {
      if (!(error instanceof ContentTooLarge)) throw error;
      content.resume();
      return undefined;
    }
  }

  /**
   * A file of the desk's own making, beyond the rules for uploads. To be released like those.
   * @param name clean
   */
  async keepOwn(name: string, contentType: string, content: Readable): Promise<AcceptedFile> {
    const staged = await this.storage.stage(content, { maxBytes: Infinity });
    await this.storage.keep(staged);
    return { name, contentType, staged };
  }

  /** Judges the files and, when all pass, puts their contents in their place. @throws what `AttachmentRules.judge` throws */
  async accept(files: readonly UploadedFile[]): Promise<AcceptedFile[]> {
    const accepted = await this.rules.judge(files);
    for (const { staged } of accepted) await this.storage.keep(staged);
    return accepted;
  }

  /** Inserts the rows of files that belong to one message. */
  async store(
    tx: Tx,
    files: readonly AcceptedFile[],
    owner: { ticketId: number; messageId: number },
    at: Date,
  ): Promise<Attachment[]> {
    const attachments: Attachment[] = [];
    for (const { name, contentType, staged, ...file } of files) {
      const { size, sha256 } = staged;
      const contentId = normalContentId(file.contentId);
      const row = { ...owner, name, contentType, size, sha256, contentId, createdAt: at };
      attachments.push({ id: await insertRow(tx, 'attachments', row), ...row });
    }
    return attachments;
  }

  /** As `store`, of a message that may have files already. @throws TooManyAttachments */
  async storeAnother(
    tx: Tx,
    files: readonly AcceptedFile[],
    owner: { ticketId: number; messageId: number },
    at: Date,
  ): Promise<Attachment[]> {
    await this.requireRoom(tx, owner.messageId, files.length);
    return this.store(tx, files, owner, at);
  }

  /**
   * Writes over a row; after the commit the content that it named goes, unless another row names it.
   * @throws TooManyAttachments where its new message has as many as it may
   */
  async change(tx: Tx, present: Attachment, { file, ...change }: AttachmentChange): Promise<void> {
    if (change.messageId !== undefined) await this.requireRoom(tx, change.messageId, 1);
    const { size, sha256 } = file?.staged ?? present;
    const contentType = file?.contentType ?? present.contentType;
    await updateRow(tx, 'attachments', present.id, { ...change, contentType, size, sha256 });
    if (sha256 !== present.sha256) afterCommit(tx, () => this.removeContents([present.sha256]));
  }

  private async requireRoom(tx: Tx, messageId: number, more: number): Promise<void> {
    const [row]: { present: number | string }[] = await tx.query(
      'select count(*) as present from attachments where messageId = ?',
      [messageId],
    );
    this.rules.requireRoom(Number(row!.present) + more);
  }

  /**
   * Ends an upload, in a `finally` around everything from receiving to commit: nothing staged stays behind,
   * the contents of committed rows are in their place, those of refused ones are gone. May be called twice.
   */
  async release(files: readonly UploadedFile[]): Promise<void> {
    for (const { staged } of files) await this.discard(staged);
  }

  /** As `release`, of files whose rows are committed. */
  async settle(files: readonly StagedFile[]): Promise<void> {
    await Promise.all(files.map((staged) => this.logged('release', this.storage.settle(staged))));
  }

  async discard(staged: StagedFile | undefined): Promise<void> {
    if (staged) await this.logged('release', this.storage.release(staged, this.isNamed));
  }

  /** @throws AttachmentNotFound */
  async get(id: number): Promise<Attachment> {
    const [attachment] = await this.select('where id = ?', [id]);
    if (!attachment) throw new AttachmentNotFound();
    return attachment;
  }

  /** All files, or those of a ticket, a message or both, in order of id. */
  list(filter: AttachmentFilter = {}): Promise<Attachment[]> {
    const { where, values } = conditionOf(filter);
    return this.select(`${where} order by id`, values);
  }

  /** The files after (or with `back` before) one of them, in reading direction. */
  selectFrom(
    filter: AttachmentFilter,
    from: { id: number; back: boolean } | undefined,
    limit: number,
  ): Promise<Attachment[]> {
    const { where, values } = conditionOf(filter, from);
    return this.select(`${where} order by id ${from?.back ? 'desc' : 'asc'} limit ?`, [...values, limit]);
  }

  /** All files in order of id, a batch at a time: for lists that may be longer than memory. */
  async *batches(): AsyncGenerator<Attachment[]> {
    let last = 0;
    for (;;) {
      const batch = await this.select(`where id > ? order by id limit ${BATCH}`, [last]);
      if (batch.length) yield batch;
      if (batch.length < BATCH) return;
      last = batch.at(-1)!.id;
    }
  }

  /** The files of a page of messages, in one statement. */
  async listByMessages(messageIds: readonly number[]): Promise<Attachment[]> {
    if (!messageIds.length) return [];
    return this.select(`where messageId in (${marks(messageIds)}) order by id`, messageIds);
  }

  /** The content as a stream. @throws AttachmentContentMissing */
  async content(attachment: Pick<Attachment, 'sha256'>): Promise<Readable> {
    try {
      return await this.storage.open(attachment.sha256);
    } catch (error) {
      throw error instanceof ContentMissing ? new AttachmentContentMissing() : error;
    }
  }

  /** The content as a whole, for answers that carry it inline. @throws AttachmentContentMissing */
  async read(attachment: Pick<Attachment, 'sha256'>): Promise<Buffer> {
    return buffer(await this.content(attachment));
  }

  /** The files of a message go with it to another ticket. */
  async moveRows(tx: Tx, messageId: number, ticketId: number): Promise<void> {
    await tx.query('update attachments set ticketId = ? where messageId = ?', [ticketId, messageId]);
  }

  /** All files of a ticket, into another one. */
  async moveAll(tx: Tx, fromTicketId: number, toTicketId: number): Promise<void> {
    await tx.query('update attachments set ticketId = ? where ticketId = ?', [toTicketId, fromTicketId]);
  }

  /**
   * Deletes rows; after the commit, the contents that no other row names.
   * @returns how many rows went.
   */
  async deleteRows(tx: Tx, column: 'id' | 'ticketId' | 'messageId', ids: readonly number[]): Promise<number> {
    if (!ids.length) return 0;
    const where = `${column} in (${marks(ids)})`;
    const rows: { id: number; sha256: string }[] = await tx.query(
      `select id, sha256 from attachments where ${where}`,
      [...ids],
    );
    if (!rows.length) return 0;
    const rowIds = rows.map(({ id }) => id);
    await tx.query(`delete from attachments where id in (${marks(rowIds)})`, rowIds);
    const contents = new Set(rows.map(({ sha256 }) => sha256));
    afterCommit(tx, () => this.removeContents(contents));
    return rows.length;
  }

  private readonly isNamed = async (sha256: string): Promise<boolean> => {
    const rows = await this.database.query('select id from attachments where sha256 = ? limit 1', [sha256]);
    return rows.length > 0;
  };

  private async removeContents(contents: Iterable<string>): Promise<void> {
    for (const sha256 of contents) await this.logged('removal', this.storage.remove(sha256, this.isNamed));
  }

  private async select(rest: string, parameters: readonly unknown[]): Promise<Attachment[]> {
    const rows = await this.database.query<Attachment>(`select ${COLUMNS} from attachments ${rest}`, [
      ...parameters,
    ]);
    return rows.map((row) => ({ ...row, createdAt: toDate(row.createdAt) }));
  }

  /** Tidying never fails the request it follows: what stays behind is finished at the next start. */
  private async logged(what: string, work: Promise<void>): Promise<void> {
    await work.catch((error: Error) => this.logger.error(`The ${what} of a file failed.`, error.stack));
  }
}

function conditionOf(
  { ticketId, messageId, messageIds }: AttachmentFilter,
  from?: { id: number; back: boolean },
): { where: string; values: number[] } {
  const conditions: [sql: string, values: readonly number[]][] = [];
  if (ticketId !== undefined) conditions.push(['ticketId = ?', [ticketId]]);
  if (messageId !== undefined) conditions.push(['messageId = ?', [messageId]]);
  if (messageIds) conditions.push([`messageId in (${marks(messageIds)})`, messageIds]);
  if (from) conditions.push([from.back ? 'id < ?' : 'id > ?', [from.id]]);
  return {
    where: conditions.length ? `where ${conditions.map(([sql]) => sql).join(' and ')}` : '',
    values: conditions.flatMap(([, values]) => values),
  };
}
