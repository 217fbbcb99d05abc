import { Injectable } from '@nestjs/common';
import { Admission } from './admission.js';
import { DeliveryReports } from './delivery-reports.js';
import type { ClaimedMail } from '../inbound-ledger.js';
import { IntakeBrakes } from './intake-brakes.js';
import { MailCopies } from './mail-copies.js';
import { Placement } from './placement.js';
import type { ReadMail } from '../reading/read-mail.js';
import type { Sender } from './senders.js';
import { Threading } from './threading.js';
import type { Drop, Post, Verdict } from './verdict.js';

/** Decides what becomes of a mail that was read. Writes nothing. */
@Injectable()
export class MailJudge {
  constructor(
    private readonly copies: MailCopies,
    private readonly admission: Admission,
    private readonly reports: DeliveryReports,
    private readonly threading: Threading,
    private readonly brakes: IntakeBrakes,
    private readonly placement: Placement,
  ) {}

  /** @throws NoDepartment */
  async judge(mail: ClaimedMail, read: ReadMail): Promise<Verdict> {
    const early =
      (await this.copies.judge(mail, read)) ??
      // Somebody looked at it and wants it in.
      (mail.isForced ? undefined : await this.admission.refusalOf(read.head)) ??
      this.reports.judge(read);
    if (early) return early;
    const admitted = await this.admission.admit(read.head);
    return 'fate' in admitted ? admitted : this.place(mail, read, admitted.sender);
  }

  /** What becomes of a mail that cannot be processed: a ticket of its own, that nobody is told of. @throws NoDepartment */
  async fallback(mail: ClaimedMail, { head }: ReadMail): Promise<Post> {
    const admitted = await this.admission.admit(head);
    return {
      fate: 'post',
      sender: 'fate' in admitted ? undefined : admitted.sender,
      thread: undefined,
      visibility: 'public',
      acknowledge: false,
      departmentId: await this.placement.departmentOf(mail.mailboxId),
      subscribe: [],
    };
  }

  private async place(
    mail: ClaimedMail,
    { head }: ReadMail,
    sender: Sender | undefined,
  ): Promise<Drop | Post> {
    const { mailboxId, recipients: envelope } = mail;
    const found = sender && (await this.threading.find({ head, sender, mailboxId, envelope }));
    const thread = found ?? (await this.threading.again(mail.ticketId));
    const fromKey = sender?.addressKey ?? '';
    const brake = mail.isForced ? undefined : await this.brakes.holding(fromKey, thread?.ticketId);
    if (brake) return { fate: 'drop', state: 'held', ...brake };
    const departmentId = await this.placement.departmentOf(mailboxId);
    // What somebody looked at and wants in goes in.
    const refusal = thread || mail.isForced ? undefined : await this.placement.refusalOf(departmentId);
    if (refusal) return refusal;
    const visibility = await this.placement.visibilityOf(head, thread);
    return {
      fate: 'post',
      sender,
      thread,
      visibility,
      // Neither machines nor those whom somebody else may have named are answered.
      acknowledge: !thread && sender !== undefined && !head.automatic && head.authentication !== 'fail',
      departmentId,
      subscribe: visibility === 'public' ? await this.placement.subscribersBy(head, thread) : [],
    };
  }
}
