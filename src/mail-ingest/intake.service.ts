import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { StagedFile } from '../attachments/storage/storage.js';
import { Clock } from '../common/clock.js';
import { Database, afterCommit, type Tx } from '../database/database.js';
import { LostRace, isUniqueViolation } from '../database/flavour.js';
import { marks } from '../database/marks.js';
import { insertRow, insertRows } from '../database/rows.js';
import { messageKey } from '../mailboxes/mail-references.js';
import { RawMails } from '../mailboxes/raw-mails.js';
import { InboundFigures } from './inbound-figures.js';
import type { InboundMail, InboundSource } from './inbound-mail.entity.js';
import { MailProcessor } from './mail-processor.js';
import { messageIdIn } from './reading/header-text.js';

/** Where on its server a mail lies. */
export interface MailPlace {
  folder: string;
  uidValidity: number;
  uid: number;
}

/** A mail at our door: complete and staged by `RawMails`, but not yet ours. */
export interface ArrivedMail {
  /** Null: none of its addresses is a mailbox of ours. */
  mailboxId: number | null;
  source: InboundSource;
  staged: StagedFile;
  place?: MailPlace;
  arrivedAt: Date;
  /** The envelope's, where they are known. */
  recipients?: string[];
}

/** `known`: this mail is in the ledger already. `duplicate`: another copy of one is; it has a row of its own. */
export interface ReceivedMail {
  id: number;
  outcome: 'received' | 'known' | 'duplicate';
}

/** A mail that is not taken over: too large, say. */
export interface SkippedMail {
  mailboxId: number;
  place: MailPlace;
  /** Bytes. */
  size: number;
  arrivedAt: Date;
  /** A code. */
  reason: string;
  /** The reason in words. */
  detail: string;
}

type KnownRow = Pick<InboundMail, 'id' | 'mailboxId' | 'folder' | 'uidValidity' | 'uid' | 'sha256'>;

const KNOWN_COLUMNS = 'id, mailboxId, folder, uidValidity, uid, sha256';

/** Takes mails into our own hands: the raw mail first, durably, then its row. Processing is another matter. */
@Injectable()
export class IntakeService implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly rawMails: RawMails,
    private readonly processor: MailProcessor,
    private readonly figures: InboundFigures,
  ) {}

  onModuleInit(): void {
    this.rawMails.namedBy(async (sha256) => {
      const rows = await this.database.query(
        'select id from inbound_mails where sha256 = ? and rawDeletedAt is null limit 1',
        [sha256],
      );
      return rows.length > 0;
    });
  }

  /**
   * Takes the mails over, all or none; once this returns they may be marked or deleted where they came from. Releases
   * the staged files in any case. The same mail may come again, from any process.
   */
  async receive(mails: readonly ArrivedMail[]): Promise<ReceivedMail[]> {
    try {
      await this.rawMails.keepAll(mails.map(({ staged }) => staged));
      const received = await this.enter((tx) => this.enterAll(tx, mails));
      await Promise.all(mails.map(({ staged }) => this.rawMails.settle(staged)));
      return received;
    } catch (error) {
      await Promise.all(mails.map(({ staged }) => this.rawMails.release(staged)));
      throw error;
    }
  }

  /** Records a mail that stays where it is, so that it is seen and not asked for again. */
  async skip(mail: SkippedMail): Promise<ReceivedMail> {
    return this.enter(async (tx) => {
      const [known] = await this.selectByPlace(tx, mail.mailboxId, mail.place, [mail.place.uid]);
      if (known) return { id: known.id, outcome: 'known' };
      const id = await insertRow(tx, 'inbound_mails', this.skippedRow(mail));
      afterCommit(tx, () => this.figures.settled(id, { state: 'skipped', reason: mail.reason }));
      return { id, outcome: 'received' };
    });
  }

  /** The UIDs of a range that need no more looking at. */
  async knownUids(
    mailboxId: number,
    folder: string,
    uidValidity: number,
    fromUid: number,
    toUid: number,
  ): Promise<Set<number>> {
    const rows = await this.database.query<{ uid: number }>(
      'select uid from inbound_mails where mailboxId = ? and folder = ? and uidValidity = ? and uid >= ? and uid <= ?',
      [mailboxId, folder, uidValidity, fromUid, toUid],
    );
    return new Set(rows.map(({ uid }) => uid));
  }

  private async enter<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.database.transaction(async (tx) => {
      try {
        return await work(tx);
      } catch (error) {
        // Another process entered one of them between our question and the insertion: tried again, we see it.
        throw isUniqueViolation(error) ? new LostRace() : error;
      }
    });
  }

  private async enterAll(tx: Tx, mails: readonly ArrivedMail[]): Promise<ReceivedMail[]> {
    const known = await this.selectKnown(tx, mails);
    const fresh = new Map<string, ArrivedMail>();
    const entries: (() => Promise<ReceivedMail>)[] = [];
    for (const mail of mails) {
      const key = contentKeyOf(mail);
      const copies = known.filter((row) => isSameMail(row, mail));
      const there = copies.find((row) => isAt(row, mail)) ?? known.find((row) => isAt(row, mail));
      const moved = mail.place && copies.find((row) => !isInFolderOf(row, mail));
      if (there) entries.push(async () => ({ id: there.id, outcome: 'known' }));
      else if (moved) {
        // At once: the next copy must find another row.
        const entry = await this.move(tx, moved, mail.place!);
        entries.push(async () => entry);
      } else if (copies.length || fresh.has(key))
        entries.push(() => this.enterDuplicate(tx, mail, copies[0]?.id ?? ids.get(key)!));
      else {
        fresh.set(key, mail);
        entries.push(async () => ({ id: ids.get(key)!, outcome: 'received' }));
      }
    }
    const ids = await this.insert(tx, fresh);
    const received: ReceivedMail[] = [];
    for (const entry of entries) received.push(await entry());
    return received;
  }

  /** Rows with one of these contents, and rows at one of these places. */
  private async selectKnown(tx: Tx, mails: readonly ArrivedMail[]): Promise<KnownRow[]> {
    const hashes = [...new Set(mails.map(({ staged }) => staged.sha256))];
    const rows: KnownRow[] = await tx.query(
      `select ${KNOWN_COLUMNS} from inbound_mails where sha256 in (${marks(hashes)}) order by id`,
      hashes,
    );
    const folders = Map.groupBy(
      mails.filter((mail) => mail.place !== undefined),
      ({ mailboxId, place }) => JSON.stringify([mailboxId, place!.folder, place!.uidValidity]),
    );
    for (const group of folders.values()) {
      const { mailboxId, place } = group[0]!;
      const uids = group.map((mail) => mail.place!.uid);
      rows.push(...(await this.selectByPlace(tx, mailboxId, place!, uids)));
    }
    return rows;
  }

  private selectByPlace(
    tx: Tx,
    mailboxId: number | null,
    { folder, uidValidity }: MailPlace,
    uids: readonly number[],
  ): Promise<KnownRow[]> {
    return tx.query(
      `select ${KNOWN_COLUMNS} from inbound_mails
       where mailboxId = ? and folder = ? and uidValidity = ? and uid in (${marks(uids)})`,
      [mailboxId, folder, uidValidity, ...uids],
    );
  }

  /** The folder was numbered anew, or the mail was moved: it is the same mail. */
  private async move(tx: Tx, row: KnownRow, place: MailPlace): Promise<ReceivedMail> {
    await tx.query(
      'update inbound_mails set folder = ?, uidValidity = ?, uid = ?, version = version + 1 where id = ?',
      [place.folder, place.uidValidity, place.uid, row.id],
    );
    Object.assign(row, place);
    return { id: row.id, outcome: 'known' };
  }

  private async enterDuplicate(tx: Tx, mail: ArrivedMail, firstId: number): Promise<ReceivedMail> {
    const id = await insertRow(tx, 'inbound_mails', {
      ...this.rowOf(mail),
      contentKey: null,
      state: 'duplicate',
      reason: 'same_content',
      detail: `The same content as inbound mail ${firstId}.`,
      nextAttemptAt: null,
      processedAt: this.clock.now(),
    });
    afterCommit(tx, () => this.figures.settled(id, { state: 'duplicate', reason: 'same_content' }));
    return { id, outcome: 'duplicate' };
  }

  /** @returns the new ids by content key */
  private async insert(tx: Tx, fresh: ReadonlyMap<string, ArrivedMail>): Promise<Map<string, number>> {
    if (!fresh.size) return new Map();
    const keys = [...fresh.keys()];
    const mails = [...fresh.values()];
    await insertRows(
      tx,
      'inbound_mails',
      mails.map((mail) => this.rowOf(mail)),
    );
    const rows: { id: number; contentKey: string }[] = await tx.query(
      `select id, contentKey from inbound_mails where contentKey in (${marks(keys)})`,
      keys,
    );
    afterCommit(tx, () => this.processor.wake());
    return new Map(rows.map(({ id, contentKey }) => [contentKey, id]));
  }

  private rowOf(mail: ArrivedMail): Record<string, unknown> {
    const internetMessageId = messageIdIn(mail.staged.head);
    return {
      ...this.blankRow(mail),
      contentKey: contentKeyOf(mail),
      sha256: mail.staged.sha256,
      size: mail.staged.size,
      recipients: mail.recipients?.length ? JSON.stringify(mail.recipients) : null,
      internetMessageId: internetMessageId ?? null,
      messageKey: internetMessageId ? messageKey(internetMessageId) : null,
      state: 'received',
      reason: null,
      detail: null,
      nextAttemptAt: this.clock.now(),
      processedAt: null,
    };
  }

  private skippedRow(mail: SkippedMail): Record<string, unknown> {
    return {
      ...this.blankRow({ ...mail, source: 'imap' }),
      size: mail.size,
      state: 'skipped',
      reason: mail.reason,
      detail: mail.detail,
      processedAt: this.clock.now(),
    };
  }

  private blankRow({
    mailboxId,
    source,
    place,
    arrivedAt,
  }: Pick<ArrivedMail, 'mailboxId' | 'source' | 'place' | 'arrivedAt'>): Record<string, unknown> {
    return {
      mailboxId,
      source,
      folder: place?.folder ?? null,
      uidValidity: place?.uidValidity ?? null,
      uid: place?.uid ?? null,
      automatic: false,
      attempts: 0,
      arrivedAt,
      receivedAt: this.clock.now(),
      version: 1,
    };
  }
}

const contentKeyOf = ({ mailboxId, staged }: ArrivedMail): string => `${mailboxId ?? 0}:${staged.sha256}`;

const isSameMail = (row: KnownRow, { mailboxId, staged }: ArrivedMail): boolean =>
  row.mailboxId === mailboxId && row.sha256 === staged.sha256;

const isInFolderOf = (row: KnownRow, { place }: ArrivedMail): boolean =>
  row.folder === place?.folder && row.uidValidity === place?.uidValidity;

const isAt = (row: KnownRow, mail: ArrivedMail): boolean =>
  mail.place !== undefined &&
  row.mailboxId === mail.mailboxId &&
  isInFolderOf(row, mail) &&
  row.uid === mail.place.uid;
