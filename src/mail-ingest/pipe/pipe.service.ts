import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import type { StagedFile } from '../../attachments/storage/storage.js';
import { Clock } from '../../common/clock.js';
import { InvalidInput } from '../../common/errors.js';
import type { Mailbox } from '../../mailboxes/mailbox.entity.js';
import { MailboxDirectory } from '../../mailboxes/mailbox-directory.js';
import { MailboxesService } from '../../mailboxes/mailboxes.service.js';
import { RawMails } from '../../mailboxes/raw-mails.js';
import { SettingsService } from '../../settings/settings.service.js';
import { headerRecipients } from './header-recipients.js';
import { IntakeService, type ReceivedMail } from '../intake.service.js';

const MEBIBYTE = 1_048_576;
/** Headers are longer than this only to do harm. */
const HEAD_BYTES = 1_048_576;
/** So many recipients are asked for; a mail to more of them that is for us names us in `Delivered-To`. */
const RECIPIENTS_MAX = 500;

/** Mails that other programs hand over, one at a time: as HelpDeskZ's pipe takes them. */
@Injectable()
export class PipeService {
  constructor(
    private readonly mailboxes: MailboxesService,
    private readonly directory: MailboxDirectory,
    private readonly rawMails: RawMails,
    private readonly intake: IntakeService,
    private readonly settings: SettingsService,
    private readonly clock: Clock,
  ) {}

  /**
   * Stores a mail for good. It is for the mailbox of that address, else for the first of ours that its headers name,
   * else for the default one.
   * @throws InvalidInput for an address that is no mailbox of ours, ContentTooLarge
   */
  async take(content: Readable, { mailbox }: { mailbox?: string }): Promise<ReceivedMail> {
    const maxBytes = this.settings.get('mail_max_size') * MEBIBYTE;
    const staged = await this.rawMails.stage(content, { maxBytes });
    try {
      const found = mailbox === undefined ? await this.mailboxOf(staged) : await this.named(mailbox);
      const [received] = await this.intake.receive([
        { mailboxId: found?.id ?? null, source: 'pipe', staged, arrivedAt: this.clock.now() },
      ]);
      return received!;
    } finally {
      await this.rawMails.release(staged);
    }
  }

  private async named(address: string): Promise<Mailbox> {
    const mailbox = await this.directory.byAddress(address);
    if (!mailbox) throw InvalidInput.field('mailbox', 'unknown.mailbox', { address });
    return mailbox;
  }

  private async mailboxOf({ path }: StagedFile): Promise<Mailbox | undefined> {
    for (const address of headerRecipients(await headOf(path)).slice(0, RECIPIENTS_MAX)) {
      const mailbox = await this.directory.byAddress(address);
      if (mailbox) return mailbox;
    }
    return (await this.mailboxes.list()).find(({ isDefault }) => isDefault);
  }
}

/** Addresses are ASCII, or UTF-8 cut at its end. */
async function headOf(path: string): Promise<string> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
}
