import { Readable } from 'node:stream';
import { Injectable, Logger } from '@nestjs/common';
import { MEBIBYTE, sizeInWords } from '../../attachments/file-size.js';
import { ContentTooLarge, type StagedFile } from '../../attachments/storage/storage.js';
import { RawMails } from '../../mailboxes/raw-mails.js';
import { SettingsService } from '../../settings/settings.service.js';
import { IntakeService, type ArrivedMail, type MailPlace } from '../intake.service.js';
import type { ImapFolder, ListedMail } from './imap-folder.js';
import { LARGE_BYTES } from './mail-batches.js';
import type { Suspects } from './suspects.js';
import { Turns } from './turns.js';

/** Batches held in memory at a time, over all mailboxes of the process. */
const BATCHES_AT_ONCE = 4;

/** What became of a batch: mails on our disk, and mails that were recorded and left where they are. */
export interface StagedBatch {
  arrived: ArrivedMail[];
  skipped: number;
}

/** A mail on its way; without a source it is not asked for, for it is too large. */
interface Incoming {
  mail: ListedMail;
  source: Readable | Buffer | undefined;
}

type Staged = ArrivedMail | 'skipped';

/** Brings mails from their server onto our disk. */
@Injectable()
export class MailStager {
  private readonly logger = new Logger('Imap');
  private readonly turns = new Turns(BATCHES_AT_ONCE);

  constructor(
    private readonly intake: IntakeService,
    private readonly rawMails: RawMails,
    private readonly settings: SettingsService,
  ) {}

  isTooLarge({ size }: Pick<ListedMail, 'size'>): boolean {
    return size > this.maxBytes;
  }

  /**
   * Reads and stages a batch. Mails that are gone meanwhile are left out; one that cannot be read while the connection
   * goes on becomes a suspect.
   * @throws what ended the connection, or what the storage says; nothing stays staged then
   */
  stage(folder: ImapFolder, batch: readonly ListedMail[], suspects: Suspects): Promise<StagedBatch> {
    return this.turns.take(async () => {
      const staging: Promise<Staged>[] = [];
      let unreadable: unknown;
      try {
        for await (const incoming of this.read(folder, batch, suspects)) {
          const { source } = incoming;
          if (source instanceof Readable) source.once('error', (error) => (unreadable = error));
          const staged = this.stageOne(folder, incoming);
          // Its failure is looked at below, when the others have ended as well.
          staged.catch(() => undefined);
          staging.push(staged);
        }
      } catch (error) {
        unreadable = error;
      }
      return this.judge(folder, batch, suspects, await Promise.allSettled(staging), unreadable);
    });
  }

  private get maxBytes(): number {
    return this.settings.get('mail_max_size') * MEBIBYTE;
  }

  /** Ends the upload of mails that are not entered. */
  async discard(mails: readonly ArrivedMail[]): Promise<void> {
    for (const { staged } of mails) await this.rawMails.release(staged);
  }

  private async *read(
    folder: ImapFolder,
    batch: readonly ListedMail[],
    suspects: Suspects,
  ): AsyncGenerator<Incoming> {
    const [first, ...others] = batch;
    if (first && !others.length && (first.size > LARGE_BYTES || suspects.has(first.uid))) {
      const tooLarge = this.isTooLarge(first);
      const source = tooLarge ? undefined : await folder.download(first.uid);
      if (source || tooLarge) yield { mail: first, source };
      return;
    }
    const mails = new Map(batch.map((mail) => [mail.uid, mail]));
    for await (const { uid, source } of folder.sources([...mails.keys()])) {
      const mail = mails.get(uid);
      if (mail) yield { mail, source };
    }
  }

  private async stageOne(folder: ImapFolder, { mail, source }: Incoming): Promise<Staged> {
    const { maxBytes } = this;
    const { uid, arrivedAt } = mail;
    const place: MailPlace = { folder: folder.name, uidValidity: folder.uidValidity, uid };
    const mailboxId = folder.mailbox.id;
    try {
      const staged = source && (await this.write(source, maxBytes));
      if (staged) return { mailboxId, source: 'imap', staged, place, arrivedAt };
    } catch (error) {
      if (!(error instanceof ContentTooLarge)) throw error;
      if (source instanceof Readable) source.destroy();
    }
    const detail = `The mail is larger than ${sizeInWords(maxBytes)} (setting mail_max_size) and stays on its server.`;
    await this.intake.skip({ mailboxId, place, size: mail.size, arrivedAt, reason: 'too_large', detail });
    return 'skipped';
  }

  private async write(source: Readable | Buffer, maxBytes: number): Promise<StagedFile> {
    if (source instanceof Readable) return this.rawMails.stage(source, { maxBytes });
    if (source.length > maxBytes) throw new ContentTooLarge(maxBytes);
    return this.rawMails.stageWhole(source);
  }

  private async judge(
    folder: ImapFolder,
    batch: readonly ListedMail[],
    suspects: Suspects,
    outcomes: readonly PromiseSettledResult<Staged>[],
    unreadable: unknown,
  ): Promise<StagedBatch> {
    const staged = outcomes.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    const arrived = staged.filter((one) => one !== 'skipped');
    const read = new Set(arrived.map(({ place }) => place!.uid));
    suspects.acquit(read);
    if (unreadable) suspects.note(batch.map(({ uid }) => uid).filter((uid) => !read.has(uid)));
    const failed = outcomes.find((one) => one.status === 'rejected');
    if ((failed && !unreadable) || !folder.isUsable) {
      await this.discard(arrived);
      throw unreadable ?? failed?.reason ?? new Error('The connection was lost.');
    }
    if (unreadable)
      this.logger.warn(`Mailbox ${folder.mailbox.id}: a mail cannot be read: ${String(unreadable)}`);
    return { arrived, skipped: staged.length - arrived.length };
  }
}
