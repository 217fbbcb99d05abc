import { MEBIBYTE } from '../../attachments/file-size.js';
import type { ListedMail } from './imap-folder.js';
import type { Suspects } from './suspects.js';

/** Larger mails come in pieces, one at a time; a batch of smaller ones is held in memory whole. */
export const LARGE_BYTES = MEBIBYTE;
const BATCH_BYTES = 4 * MEBIBYTE;
const BATCH_MAILS = 50;

/**
 * Mails that are read together, in their order: small ones in flocks, large ones alone, and suspects alone after all
 * others. Made as it is asked for, so that those who become suspects on the way have their turn at the end.
 */
export function* batchesOf(mails: readonly ListedMail[], suspects: Suspects): Generator<ListedMail[]> {
  let batch: ListedMail[] = [];
  let bytes = 0;
  for (const mail of mails.filter(({ uid }) => !suspects.has(uid))) {
    const full = batch.length === BATCH_MAILS || bytes + mail.size > BATCH_BYTES;
    if (batch.length && (full || mail.size > LARGE_BYTES || batch[0]!.size > LARGE_BYTES)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(mail);
    bytes += mail.size;
  }
  if (batch.length) yield batch;
  for (const mail of mails) if (suspects.has(mail.uid) && !suspects.mustWait(mail.uid)) yield [mail];
}
