import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { IntakeService } from '../intake.service.js';
import type { ImapFolder } from './imap-folder.js';
import { batchesOf } from './mail-batches.js';
import { MailFolders } from './mail-folders.service.js';
import { MailStager, type StagedBatch } from './mail-stager.js';
import type { Suspects } from './suspects.js';

/** What one look into a mailbox brought. */
export interface PollResult {
  /** New mails, now in the ledger. */
  received: number;
  /** Mails that the ledger knew: found again after the folder was numbered anew, say. */
  known: number;
  /** Copies of mails that the ledger knew. */
  duplicates: number;
  /** Mails that were recorded and left where they are. */
  skipped: number;
  /** Of the mail that had waited longest on its server; undefined without mails. */
  lagSeconds?: number;
}

/** How far below the checkpoint to look for what turned up late or was not marked. */
export type Sweep = 'none' | 'recent' | 'all';

/** Without marks a sweep asks the ledger for each mail: for this many of the last ones often, for all of them seldom. */
const RECENT_UIDS = 1_000;

/**
 * Takes what is in a folder into the ledger: stored first, entered then, marked on the server last, so that a crash at
 * any moment loses nothing and doubles nothing. Progress is a UID; what lies below it is swept for mails that the ledger
 * does not know, and for those that it knows and that carry no mark.
 */
@Injectable()
export class FolderIntake {
  private readonly logger = new Logger('Imap');

  constructor(
    private readonly folders: MailFolders,
    private readonly intake: IntakeService,
    private readonly stager: MailStager,
    private readonly clock: Clock,
  ) {}

  /** One look, at what came since the last one and, by `sweep`, below. The caller keeps the suspects of the folder. */
  async poll(folder: ImapFolder, suspects: Suspects, sweep: Sweep): Promise<PollResult> {
    if (sweep !== 'none') await folder.select();
    const { mailbox, name, uidValidity, uidNext } = folder;
    const checkpoint = await this.folders.get(mailbox.id, name);
    const isNumberedAlike = checkpoint?.uidValidity === uidValidity;
    suspects.areOf(uidValidity);
    const lastUid = isNumberedAlike ? checkpoint.lastUid : 0;
    // A folder never read may carry marks of the same mailbox under an older entry. Later on they are believed no more:
    // the database may have been put back to an earlier day.
    const fresh = await (checkpoint ? folder.uidsAfter(lastUid) : folder.unmarkedBetween(1, '*'));
    const below = await this.below(folder, lastUid, sweep);
    const unknown = await this.unknownOf(folder, [...below, ...fresh]);
    await this.markLeftOver(
      folder,
      below.filter((uid) => !unknown.has(uid)),
    );
    const result = await this.take(folder, [...unknown], suspects);
    const reached = Math.max(lastUid, sweep === 'none' ? 0 : uidNext - 1, fresh.at(-1) ?? 0);
    if (!isNumberedAlike || reached > lastUid)
      await this.folders.set({ mailboxId: mailbox.id, folder: name, uidValidity, lastUid: reached });
    return result;
  }

  private async below(folder: ImapFolder, lastUid: number, sweep: Sweep): Promise<number[]> {
    if (sweep === 'none' || lastUid === 0) return [];
    const all = sweep === 'all' || folder.takesMarks;
    return folder.unmarkedBetween(all ? 1 : Math.max(1, lastUid - RECENT_UIDS), lastUid);
  }

  private async unknownOf(folder: ImapFolder, uids: readonly number[]): Promise<Set<number>> {
    const [first, last] = [uids[0], uids.at(-1)];
    if (first === undefined || last === undefined) return new Set();
    const { mailbox, name, uidValidity } = folder;
    const known = await this.intake.knownUids(mailbox.id, name, uidValidity, first, last);
    return new Set(uids.filter((uid) => !known.has(uid)));
  }

  /** What the ledger has and the server does not say so: the process ended, or the server refused, between the two. */
  private async markLeftOver(folder: ImapFolder, known: readonly number[]): Promise<void> {
    if (!known.length || !folder.takesMarks) return;
    // Those that were recorded but not taken stay as they are.
    const taken = (await folder.list(known)).filter((mail) => !this.stager.isTooLarge(mail));
    await this.mark(
      folder,
      taken.map(({ uid }) => uid),
    );
  }

  /** While one batch is entered into the ledger the next one is read. */
  private async take(folder: ImapFolder, uids: readonly number[], suspects: Suspects): Promise<PollResult> {
    const result: PollResult = { received: 0, known: 0, duplicates: 0, skipped: 0 };
    const mails = await folder.list(uids.filter((uid) => !suspects.mustWait(uid)));
    let entered = Promise.resolve<number[]>([]);
    try {
      for (const batch of batchesOf(mails, suspects)) {
        const staged = await this.stager.stage(folder, batch, suspects);
        const before = entered;
        entered = this.enter(staged, before, result);
        // Its failure is heard of in the next round, or at the end.
        entered.catch(() => undefined);
        await this.mark(folder, await before);
      }
    } finally {
      await this.mark(folder, await entered);
    }
    return result;
  }

  /** Enters a batch when the one before is entered. @returns the UIDs that may be marked now */
  private async enter(
    { arrived, skipped }: StagedBatch,
    before: Promise<unknown>,
    result: PollResult,
  ): Promise<number[]> {
    try {
      await before;
    } catch {
      // Told by itself. This batch comes again with the next look.
      await this.stager.discard(arrived);
      return [];
    }
    result.skipped += skipped;
    if (!arrived.length) return [];
    for (const { outcome } of await this.intake.receive(arrived))
      result[outcome === 'duplicate' ? 'duplicates' : outcome] += 1;
    const oldest = Math.min(...arrived.map(({ arrivedAt }) => arrivedAt.getTime()));
    const lag = (this.clock.now().getTime() - oldest) / 1000;
    result.lagSeconds = Math.max(result.lagSeconds ?? 0, lag);
    return arrived.flatMap(({ place }) => place?.uid ?? []);
  }

  /** A server that refuses a mark may do so for ever: the ledger knows what it has. */
  private async mark(folder: ImapFolder, uids: readonly number[]): Promise<void> {
    if (!uids.length) return;
    const isMarked = await folder.mark(uids).catch(() => false);
    if (!isMarked && folder.isUsable)
      this.logger.warn(
        `Mailbox ${folder.mailbox.address}: ${uids.length} mails could not be marked as taken.`,
      );
  }
}
