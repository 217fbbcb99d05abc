import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import type { StagedFile } from '../attachments/storage/storage.js';
import { Clock } from '../common/clock.js';
import { emailKey } from '../common/email-address.js';
import { Database, type Tx } from '../database/database.js';
import { flavourOf, isUniqueViolation } from '../database/flavour.js';
import { marks } from '../database/marks.js';
import { insertRow, insertRows } from '../database/rows.js';
import { MailReferences } from '../mailboxes/mail-references.js';
import { RawMails } from '../mailboxes/raw-mails.js';
import { MailBrakes } from './mail-brakes.js';
import type { Addressee, Mail } from './mail.js';
import { MimeWriter, type WrittenMail } from './mime-writer.js';

/** A mail whose raw form is in its place, and which has no row yet. */
interface Draft extends Omit<WrittenMail, 'raw'> {
  mail: Mail;
  causeKey: string;
  staged: StagedFile;
  /** Why it is not sent. */
  heldBack: string | undefined;
}

/** Nobody's fault: the outbox brings the cause again. */
export class WorldMoved extends Error {
  constructor() {
    super('Whom or what the mails are about changed while they were made.');
  }
}

/** The files of a mail have limits of their own; this one only keeps its size an integer of the database. */
const MAX_BYTES = 2_000_000_000;

/**
 * Makes mails owed. The raw mail is durable before the row that names it commits, and all mails of a cause commit
 * together: a cause that comes again finds them, and makes nothing twice.
 */
@Injectable()
export class MailQueue implements OnModuleInit {
  private readonly logger = new Logger('Mail');

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly rawMails: RawMails,
    private readonly references: MailReferences,
    private readonly writer: MimeWriter,
    private readonly brakes: MailBrakes,
  ) {}

  onModuleInit(): void {
    this.rawMails.namedBy(async (sha256) => {
      const rows = await this.database.query(
        'select id from outbound_mails where sha256 = ? and rawDeletedAt is null limit 1',
        [sha256],
      );
      return rows.length > 0;
    });
  }

  /** Whether this cause has made its mails. */
  async has(outboxId: number): Promise<boolean> {
    const rows = await this.database.query('select id from outbound_mails where outboxId = ? limit 1', [
      outboxId,
    ]);
    return rows.length > 0;
  }

  /**
   * Writes the mails and owes them, all or none.
   * @throws WorldMoved whom or what they are about is gone, or bears another address: they are to be made again
   */
  async add(mails: readonly Mail[], outboxId: number): Promise<void> {
    const drafts: Draft[] = [];
    try {
      for (const [at, mail] of mails.entries()) drafts.push(await this.draft(mail, `${outboxId}-${at + 1}`));
      await this.database.transaction(async (tx) => {
        await this.requireAsRead(tx, mails);
        for (const draft of drafts) await this.insert(tx, draft, outboxId);
      });
    } catch (error) {
      // Another process made the same mails meanwhile: its claim on the cause had run out, or ours had.
      if (!isUniqueViolation(error) || !(await this.has(outboxId))) throw error;
    } finally {
      for (const { staged } of drafts) await this.rawMails.release(staged);
    }
  }

  private async draft(mail: Mail, causeKey: string): Promise<Draft> {
    const heldBack = await this.brakes.reasonAgainst(mail);
    if (heldBack) this.logger.warn(`The mail "${mail.event}" (${causeKey}) is held back: ${heldBack}`);
    const { raw, ...written } = await this.writer.write(mail, causeKey);
    const staged = await this.rawMails.stage(raw, { maxBytes: MAX_BYTES });
    try {
      await this.rawMails.keep(staged);
    } catch (error) {
      await this.rawMails.release(staged);
      throw error;
    }
    return { ...written, mail, causeKey, staged, heldBack };
  }

  /** People and tickets stay as they were read until the mails are owed: who is erased now finds their mails, and takes them along. */
  private async requireAsRead(tx: Tx, mails: readonly Mail[]): Promise<void> {
    const { forShare } = flavourOf(tx.dataSource);
    const people = new Map(mails.flatMap(({ to, cc }) => [to, ...cc].flatMap(addressOfUser)));
    const tickets = [...new Set(mails.flatMap(({ ticket }) => (ticket ? [ticket.id] : [])))];
    // In the order in which they are erased: neither waits for the other.
    const users = await rowsOf<{ id: number; email: string }>(
      tx,
      'users',
      'id, email',
      [...people.keys()],
      forShare,
    );
    const stay = await rowsOf(tx, 'tickets', 'id', tickets, forShare);
    const areTheSame = users.every(({ id, email }) => people.get(id) === email);
    if (!areTheSame || users.length < people.size || stay.length < tickets.length) throw new WorldMoved();
  }

  private async insert(tx: Tx, draft: Draft, outboxId: number): Promise<void> {
    const { mail, causeKey, origin, internetMessageId, staged, heldBack } = draft;
    const now = this.clock.now();
    const state = heldBack ? 'cancelled' : 'queued';
    const mailId = await insertRow(tx, 'outbound_mails', {
      causeKey,
      outboxId,
      mailboxId: origin.mailboxId,
      ticketId: mail.ticket?.id,
      messageId: mail.messageId,
      event: mail.event,
      sender: origin.from.address,
      internetMessageId,
      subject: mail.subject,
      sha256: staged.sha256,
      size: staged.size,
      state,
      attempts: 0,
      nextAttemptAt: now,
      lastError: heldBack,
      createdAt: now,
      sentAt: null,
      rawDeletedAt: null,
      version: 1,
    });
    const recipients = [mail.to, ...mail.cc].map(({ name, address }) => {
      const who = { address, addressKey: emailKey(address), name };
      return { mailId, ...who, state, detail: heldBack ?? null, updatedAt: now };
    });
    await insertRows(tx, 'outbound_recipients', recipients);
    if (mail.ticket) await this.references.add(tx, internetMessageId, mail.ticket.id);
  }
}

const addressOfUser = ({ userId, address }: Addressee): [number, string][] =>
  userId ? [[userId, address]] : [];

async function rowsOf<T>(
  tx: Tx,
  table: 'users' | 'tickets',
  columns: string,
  ids: readonly number[],
  lock: string,
): Promise<T[]> {
  if (!ids.length) return [];
  return tx.query(`select ${columns} from ${table} where id in (${marks(ids)}) order by id${lock}`, [...ids]);
}
