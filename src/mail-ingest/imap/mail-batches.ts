import { MEBIBYTE } from '../../attachments/file-size.js';
import type { ListedMail } from './imap-folder.js';
import type { Suspects } from './suspects.js';

/** Larger mails come in pieces, one at a time; a batch of smaller ones is held in memory whole. */
export const LARGE_BYTES = MEBIBYTE;
const BATCH_BYTES = 4 * MEBIBYTE;
const BATCH_MAILS = 50;

/**
 * Mails that are read together, in their order: small ones in flocks, large ones alone. Made as it is asked for, so that
 * what could not be read with its flock comes again at once, alone: an answer must not overtake what it answers. Only those
 * that could not be read alone come after all others, where they stand in nobody's way.
 */
export function* batchesOf(mails: readonly ListedMail[], suspects: Suspects): Generator<ListedMail[]> {
  const others = mails.filter(({ uid }) => !suspects.failedAlone(uid));
  for (const flock of flocksOf(others, suspects)) {
    yield flock;
    if (flock.length === 1) continue;
    for (const mail of flock) if (suspects.has(mail.uid)) yield [mail];
  }
  for (const mail of mails) if (suspects.failedAlone(mail.uid) && !suspects.mustWait(mail.uid)) yield [mail];
}

function* flocksOf(mails: readonly ListedMail[], suspects: Suspects): Generator<ListedMail[]> {
  const isAlone = ({ uid, size }: ListedMail): boolean => size > LARGE_BYTES || suspects.has(uid);
  let flock: ListedMail[] = [];
  let bytes = 0;
  for (const mail of mails) {
    const isFull = flock.length === BATCH_MAILS || bytes + mail.size > BATCH_BYTES;
    if (flock.length && (isFull || isAlone(mail) || isAlone(flock[0]!))) {
      yield flock;
      flock = [];
      bytes = 0;
    }
    flock.push(mail);
    bytes += mail.size;
  }
  if (flock.length) yield flock;
}
