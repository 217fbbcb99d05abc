import { Injectable } from '@nestjs/common';
import { emailKey } from '../common/email-address.js';
import { Database, type Tx } from '../database/database.js';
import { messageKey } from '../mailboxes/mail-references.js';
import { DeliveryReports } from './judging/delivery-reports.js';
import type { DeliveryReport } from './reading/delivery-report.js';
import { InboundLedger, type ClaimedMail, type Outcome } from './inbound-ledger.js';
import { MailJudge } from './judging/mail-judge.js';
import { MailPoster } from './mail-poster.js';
import { MailReader } from './reading/mail-reader.js';
import { nothingRead, type ReadMail } from './reading/read-mail.js';
import type { Drop, Post, Wait } from './judging/verdict.js';

const NOT_PROCESSED = 'This mail could not be processed. It is attached as it came.';
const NOT_EVEN_READ = 'A mail came that could not even be read. It is kept as it came.';
const DETAIL_MAX = 2_000;

/** Makes of one mail what becomes of it: all of it in one transaction, or nothing. */
@Injectable()
export class MailFiling {
  constructor(
    private readonly database: Database,
    private readonly ledger: InboundLedger,
    private readonly reader: MailReader,
    private readonly judge: MailJudge,
    private readonly poster: MailPoster,
    private readonly reports: DeliveryReports,
  ) {}

  /**
   * @returns what it waits for, where another mail comes first: then nothing has been written
   * @throws ClaimLost, NoDepartment, and whatever goes wrong with storage and database
   */
  async file(mail: ClaimedMail): Promise<Wait | undefined> {
    return this.reader.read(mail.sha256, (read) => this.carryOut(mail, read));
  }

  /** Gives up on processing: a ticket of its own carries the mail, so that a person sees it. */
  quarantine(mail: ClaimedMail, detail: string): Promise<void> {
    const state = { state: 'quarantined' as const, reason: 'error', detail: detail.slice(0, DETAIL_MAX) };
    return this.reader.readAsFile(mail.sha256, NOT_PROCESSED, async (read) =>
      this.post(mail, read, await this.judge.fallback(mail, read), state),
    );
  }

  /** As `quarantine`, where even that does not work: the mail is not looked at. */
  async quarantineUnread(mail: ClaimedMail, detail: string): Promise<void> {
    const read = nothingRead(NOT_EVEN_READ);
    const state = { state: 'quarantined' as const, reason: 'error', detail: detail.slice(0, DETAIL_MAX) };
    await this.post(mail, read, await this.judge.fallback(mail, read), state);
  }

  private async carryOut(mail: ClaimedMail, read: ReadMail): Promise<Wait | undefined> {
    const verdict = await this.judge.judge(mail, read);
    if (verdict.fate === 'wait') return verdict;
    if (verdict.fate === 'drop') await this.drop(mail, read, verdict);
    else if (verdict.fate === 'report') await this.report(mail, read, verdict.report);
    else {
      const fault = read.fault === undefined ? null : read.fault.slice(0, DETAIL_MAX);
      await this.post(mail, read, verdict, {
        state: 'processed',
        reason: fault === null ? null : 'parse_error',
        detail: fault,
      });
    }
    return undefined;
  }

  private async drop(mail: ClaimedMail, read: ReadMail, { fate: _, ...outcome }: Drop): Promise<void> {
    await this.database.transaction((tx) => this.settle(tx, mail, read, outcome));
  }

  private async report(mail: ClaimedMail, read: ReadMail, report: DeliveryReport): Promise<void> {
    await this.database.transaction(async (tx) => {
      const posted = await this.reports.file(tx, mail.id, report);
      await this.settle(tx, mail, read, {
        state: 'processed',
        reason: null,
        detail: null,
        rule: 'report',
        ...posted,
      });
    });
  }

  private async post(mail: ClaimedMail, read: ReadMail, post: Post, outcome: Outcome): Promise<void> {
    const rule = post.thread?.rule ?? 'new';
    await this.database.transaction((tx) =>
      this.poster.post(tx, { inboundMailId: mail.id, read, post }, (posted) =>
        this.settle(tx, mail, read, { ...outcome, rule, ...posted }),
      ),
    );
  }

  private settle(
    tx: Tx,
    mail: ClaimedMail,
    { head, fingerprint }: ReadMail,
    outcome: Outcome,
  ): Promise<void> {
    return this.ledger.settle(tx, mail, {
      internetMessageId: head.messageId ?? null,
      messageKey: head.messageId ? messageKey(head.messageId) : null,
      fingerprint: fingerprint ?? null,
      fromAddress: head.from?.address ?? null,
      fromKey: head.from ? emailKey(head.from.address) : null,
      fromName: head.from?.name ?? null,
      subject: head.subject,
      automatic: head.automatic !== undefined,
      authentication: head.authentication,
      ...outcome,
    });
  }
}
