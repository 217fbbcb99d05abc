import { Injectable } from '@nestjs/common';
import { emailKey } from '../common/email-address.js';
import { Database, type Tx } from '../database/database.js';
import { together } from '../database/together.js';
import { messageKey } from '../mailboxes/mail-references.js';
import { InboundLedger, type ClaimedMail, type Outcome } from './inbound-ledger.js';
import type { DeliveryReport } from './reading/delivery-report.js';
import { DeliveryReports } from './judging/delivery-reports.js';
import { MailJudge } from './judging/mail-judge.js';
import type { Post, Verdict, Wait } from './judging/verdict.js';
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

type Decided = Dossier & Required<Pick<Dossier, 'read'>> & { verdict: Exclude<Verdict, Wait> };

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
      await this.carryOutAll(dossiers.filter(isDecided));
    } finally {
      await Promise.all(dossiers.map((dossier) => dossier.read?.release(isFiled(dossier))));
    }
    return dossiers;
  }

  /** Gives up on processing: a ticket of its own carries the mail, so that a person sees it. */
  async quarantine(mail: ClaimedMail, detail: string): Promise<void> {
    const read = await this.reader.readAsFile(mail.sha256, NOT_PROCESSED);
    let isFiled = false;
    try {
      await this.fallback(mail, read, detail);
      isFiled = true;
    } finally {
      await read.release(isFiled);
    }
  }

  /** As `quarantine`, where even that does not work: the mail is not looked at. */
  quarantineUnread(mail: ClaimedMail, detail: string): Promise<void> {
    return this.fallback(mail, nothingRead(NOT_EVEN_READ), detail);
  }

  private async fallback(mail: ClaimedMail, read: ReadMail, detail: string): Promise<void> {
    const post = await this.judge.fallback(mail, read);
    const outcome = { state: 'quarantined' as const, reason: 'error', detail: detail.slice(0, DETAIL_MAX) };
    await this.database.transaction(async (tx) => {
      const posted = await this.post(tx, mail, read, post, outcome);
      await this.ledger.settle(tx, mail, { ...headOf(read), ...posted });
    });
  }

  private async read(dossier: Dossier): Promise<void> {
    dossier.read = await this.reader.read(dossier.mail.sha256);
  }

  private async decide(dossier: Dossier): Promise<void> {
    if (dossier.read) dossier.verdict = await this.judge.judge(dossier.mail, dossier.read);
  }

  /** In one transaction; should that fail, each in its own. */
  private async carryOutAll(dossiers: readonly Decided[]): Promise<void> {
    if (!dossiers.length) return;
    try {
      await this.database.transaction((tx) => this.carryOut(tx, dossiers));
    } catch (error) {
      if (dossiers.length === 1) dossiers[0]!.fault = error;
      else for (const dossier of dossiers) await this.carryOutAll([dossier]);
    }
  }

  /** At once as far as they have nothing to do with each other, in their order otherwise. */
  private async carryOut(tx: Tx, dossiers: readonly Decided[]): Promise<void> {
    const outcomes = new Map<Decided, Outcome>();
    const note = async (dossier: Decided): Promise<void> => {
      outcomes.set(dossier, { ...headOf(dossier.read), ...(await this.outcomeOf(tx, dossier)) });
    };
    const [apart, others] = independent(dossiers);
    await together(
      tx,
      apart.map((dossier) => () => note(dossier)),
    );
    for (const dossier of others) await note(dossier);
    const settlements = [...outcomes].map(([{ mail }, outcome]) => ({ mail, outcome }));
    await this.ledger.settleAll(tx, settlements);
  }

  private async outcomeOf(tx: Tx, { mail, read, verdict }: Decided): Promise<Outcome> {
    if (verdict.fate === 'drop') {
      const { fate: _, ...outcome } = verdict;
      return outcome;
    }
    if (verdict.fate === 'report') return this.report(tx, mail, verdict.report);
    const detail = read.fault === undefined ? null : read.fault.slice(0, DETAIL_MAX);
    const reason = detail === null ? null : 'parse_error';
    return this.post(tx, mail, read, verdict, { state: 'processed', reason, detail });
  }

  private async report(tx: Tx, mail: ClaimedMail, report: DeliveryReport): Promise<Outcome> {
    const posted = await this.reports.file(tx, mail.id, report);
    return { state: 'processed', reason: null, detail: null, rule: 'report', ...posted };
  }

  private async post(
    tx: Tx,
    mail: ClaimedMail,
    read: ReadMail,
    post: Post,
    outcome: Outcome,
  ): Promise<Outcome> {
    const posted = await this.poster.post(tx, { inboundMailId: mail.id, read, post });
    return { ...outcome, rule: post.thread?.rule ?? 'new', ...posted };
  }
}

/**
 * Those that have nothing to do with each other, and the others: of the mails into one ticket only the first is among the
 * former, and no delivery report, which says late whose ticket it is about.
 */
function independent(dossiers: readonly Decided[]): [apart: Decided[], others: Decided[]] {
  const apart: Decided[] = [];
  const others: Decided[] = [];
  const tickets = new Set<number>();
  for (const dossier of dossiers) {
    const { verdict } = dossier;
    const ticketId = verdict.fate === 'post' ? verdict.thread?.ticketId : undefined;
    const isFirst = ticketId === undefined || !tickets.has(ticketId);
    (isFirst && verdict.fate !== 'report' ? apart : others).push(dossier);
    if (ticketId !== undefined) tickets.add(ticketId);
  }
  return [apart, others];
}

/** What the ledger keeps of a mail whatever becomes of it. */
const headOf = ({ head, fingerprint }: ReadMail): Outcome => ({
  internetMessageId: head.messageId ?? null,
  messageKey: head.messageId ? messageKey(head.messageId) : null,
  fingerprint: fingerprint ?? null,
  fromAddress: head.from?.address ?? null,
  fromKey: head.from ? emailKey(head.from.address) : null,
  fromName: head.from?.name ?? null,
  subject: head.subject,
  automatic: head.automatic !== undefined,
  authentication: head.authentication,
});

const isDecided = (dossier: Dossier): dossier is Decided =>
  dossier.read !== undefined && dossier.verdict !== undefined && dossier.verdict.fate !== 'wait';

const isFiled = ({ verdict, fault }: Dossier): boolean => verdict?.fate === 'post' && fault === undefined;

async function noting(dossier: Dossier, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    dossier.fault ??= error;
  }
}
