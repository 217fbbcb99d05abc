import { Injectable } from '@nestjs/common';
import { MailTokens } from '../../mailboxes/mail-tokens.js';
import { SettingsService } from '../../settings/settings.service.js';
import { isIgnored } from '../../common/ignore-list.js';
import type { MailHead } from '../reading/mail-head.js';
import { OwnAddresses } from './own-addresses.js';
import { Senders, type Sender } from './senders.js';
import type { Drop } from './verdict.js';

const skipped = (reason: string, detail: string): Drop => ({
  fate: 'drop',
  state: 'skipped',
  reason,
  detail,
});

/** Whose mails are let in: not our own that come back, not those of the ignore list, not those of disabled users. */
@Injectable()
export class Admission {
  constructor(
    private readonly settings: SettingsService,
    private readonly tokens: MailTokens,
    private readonly own: OwnAddresses,
    private readonly senders: Senders,
  ) {}

  /** Why a mail is of no further interest, whoever its sender is. */
  async refusalOf(head: MailHead): Promise<Drop | undefined> {
    if (head.messageId && this.tokens.isOurs(head.messageId))
      return skipped('own_mail', 'It is a mail of this desk that came back.');
    const { from } = head;
    if (from && isIgnored(from.address, this.settings.get('mail_ignore')))
      return skipped('ignored', `The ignore list names ${from.address}.`);
    if (from && (head.automatic || this.answersUs(head)) && (await this.own.isOurs(from.address)))
      return skipped('own_mail', 'It comes from a mailbox of this desk, and no person wrote it.');
    return undefined;
  }

  /** The sender, where the mail names one; or why there is no place for them. */
  async admit({ from }: MailHead): Promise<Drop | { sender: Sender | undefined }> {
    const sender = from && (await this.senders.find(from.address));
    if (sender?.user && !sender.user.active && !sender.staff)
      return skipped('user_disabled', `The user ${sender.user.id} is disabled.`);
    return { sender };
  }

  /** Of a mail that one of our servers wrote a Message-ID of its own into. */
  private answersUs(head: MailHead): boolean {
    return head.references.some((id) => this.tokens.isOurs(id));
  }
}
