import { Injectable } from '@nestjs/common';
import { messageKey } from '../../mailboxes/mail-references.js';
import { SettingsService } from '../../settings/settings.service.js';
import { InboundLedger, type ClaimedMail, type RelatedMail } from '../inbound-ledger.js';
import type { ReadMail } from '../reading/read-mail.js';
import type { Verdict } from './verdict.js';

/** What the ledger knows of a mail's Message-IDs: copies of it, and mails that come before it. */
@Injectable()
export class MailCopies {
  constructor(
    private readonly ledger: InboundLedger,
    private readonly settings: SettingsService,
  ) {}

  /** Undefined: neither a copy, nor is there anything to wait for. */
  async judge(mail: ClaimedMail, { head, fingerprint }: ReadMail): Promise<Verdict | undefined> {
    const own = head.messageId && messageKey(head.messageId);
    const answered = head.references.map(messageKey);
    const related = await this.ledger.withMessageKeys(mail.id, [...(own ? [own] : []), ...answered]);
    const isNear = (other: RelatedMail): boolean =>
      other.mailboxId === mail.mailboxId || this.settings.get('mail_multiple_mailboxes') === 'one';
    const first = related.find(
      (other) => other.id < mail.id && isUnsettled(other) && (other.messageKey !== own || isNear(other)),
    );
    if (first) return { fate: 'wait', forId: first.id, until: first.nextAttemptAt };
    const copy = related.find(
      (other) => fingerprint !== undefined && other.fingerprint === fingerprint && isNear(other),
    );
    return copy && copyOf(copy, mail);
  }
}

const isUnsettled = ({ state }: RelatedMail): boolean => state === 'received' || state === 'failed';

/** One mail that came twice: by two ways into one mailbox, or to several mailboxes of which one is to have it. */
function copyOf(first: RelatedMail, mail: ClaimedMail): Verdict {
  const isHere = first.mailboxId === mail.mailboxId;
  return {
    fate: 'drop',
    state: 'duplicate',
    reason: isHere ? 'same_mail' : 'other_mailbox',
    detail: `Inbound mail ${first.id} is the same mail.`,
    rule: 'copy',
    ticketId: first.ticketId,
    messageId: first.messageId,
  };
}
