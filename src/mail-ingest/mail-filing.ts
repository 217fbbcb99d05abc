import { Injectable } from '@nestjs/common';
import { emailKey } from '../common/email-address.js';
import { Database, type Tx } from '../database/database.js';
import { messageKey } from '../mailboxes/mail-references.js';
import { InboundLedger, type ClaimedMail, type Outcome } from './inbound-ledger.js';
import type { DeliveryReport } from './reading/delivery-report.js';
import { DeliveryReports } from './judging/delivery-reports.js';
import { MailJudge } from './judging/mail-judge.js';
import type { Drop, Post, Verdict } from './judging/verdict.js';
import { MailPoster } from './mail-poster.js';
import { MailReader } from './reading/mail-reader.js';
import { nothingRead, type ReadMail } from './reading/read-mail.js';

/** One mail on its way through the desk, as far as it came. */
export interface Dossier {
  mail: ClaimedMail;
  read?: ReadMail;
  /** `wait`: nothing was written, another mail comes first. */
  verdict?: Verdict;
  /** What went wrong: ClaimLost, NoDepartment, and all that storage and database may say. Nothing was written then. */
  fault?: unknown;
}

const NOT_PROCESSED = 'This mail could not be processed. It is attached as it came.';
const NOT_EVEN_READ = 'A mail came that could not even be read. It is kept as it came.';
const DETAIL_MAX = 2_000;

/** Makes of mails what becomes of them: of each all, in one transaction, or nothing. */
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

  /** Several mails together, which costs less than one after the other; none suffers from another's fault. Never throws. */
  async file(mails: readonly ClaimedMail[]): Promise<Dossier[]> {
    const dossiers: Dossier[] = mails.map((mail) => ({ mail }));
    try {
      await Promise.all(dossiers.map((dossier) => noting(dossier, () => this.read(dossier))));
      await Promise.all(dossiers.map((dossier) => noting(dossier, () => this.decide(dossier))));
      await this.carryOutAll(dossiers.filter(({ verdict }) => verdict && verdict.fate !== 'wait'));
    } finally {
      await Promise.all(dossiers.map(({ read }) => read?.release()));
    }
    return dossiers;
  }

  /** Gives up on processing: a ticket of its own carries the mail, so that a person sees it. */
  async quarantine(mail: ClaimedMail, detail: string): Promise<void> {
    const read = await this.reader.readAsFile(mail.sha256, NOT_PROCESSED);
    try {
      await this.fallback(mail, read, detail);
    } finally {
      await read.release();
    }
  }

  /** As `quarantine`, where even that does not work: the mail is not looked at. */
  quarantineUnread(mail: ClaimedMail, detail: string): Promise<void> {
    return this.fallback(mail, nothingRead(NOT_EVEN_READ), detail);
  }

  private async fallback(mail: ClaimedMail, read: ReadMail, detail: string): Promise<void> {
    const post = await this.judge.fallback(mail, read);
    const outcome = { state: 'quarantined' as const, reason: 'error', detail: detail.slice(0, DETAIL_MAX) };
    await this.database.transaction((tx) => this.post(tx, mail, read, post, outcome));
  }

  private async read(dossier: Dossier): Promise<void> {
    dossier.read = await this.reader.read(dossier.mail.sha256);
  }

  private async decide(dossier: Dossier): Promise<void> {
    if (dossier.read) dossier.verdict = await this.judge.judge(dossier.mail, dossier.read);
  }

  /** In one transaction; should that fail, each in its own. */
  private async carryOutAll(dossiers: readonly Dossier[]): Promise<void> {
    if (!dossiers.length) return;
    try {
      await this.database.transaction(async (tx) => {
        for (const dossier of dossiers) await this.carryOut(tx, dossier);
      });
    } catch (error) {
      if (dossiers.length === 1) dossiers[0]!.fault = error;
      else for (const dossier of dossiers) await this.carryOutAll([dossier]);
    }
  }

  private async carryOut(tx: Tx, { mail, read, verdict }: Dossier): Promise<void> {
    if (!read || !verdict || verdict.fate === 'wait') return;
    if (verdict.fate === 'drop') return this.drop(tx, mail, read, verdict);
    if (verdict.fate === 'report') return this.report(tx, mail, read, verdict.report);
    const detail = read.fault === undefined ? null : read.fault.slice(0, DETAIL_MAX);
    const reason = detail === null ? null : 'parse_error';
    await this.post(tx, mail, read, verdict, { state: 'processed', reason, detail });
  }

  private drop(tx: Tx, mail: ClaimedMail, read: ReadMail, { fate: _, ...outcome }: Drop): Promise<void> {
    return this.settle(tx, mail, read, outcome);
  }

  private async report(tx: Tx, mail: ClaimedMail, read: ReadMail, report: DeliveryReport): Promise<void> {
    const posted = await this.reports.file(tx, mail.id, report);
    const outcome = { state: 'processed' as const, reason: null, detail: null, rule: 'report' as const };
    await this.settle(tx, mail, read, { ...outcome, ...posted });
  }

  private async post(tx: Tx, mail: ClaimedMail, read: ReadMail, post: Post, outcome: Outcome): Promise<void> {
    const posted = await this.poster.post(tx, { inboundMailId: mail.id, read, post });
    await this.settle(tx, mail, read, { ...outcome, rule: post.thread?.rule ?? 'new', ...posted });
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

async function noting(dossier: Dossier, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    dossier.fault ??= error;
  }
}
