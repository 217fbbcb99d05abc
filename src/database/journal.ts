import { AsyncLocalStorage } from 'node:async_hooks';
import type { Tx } from './tx.js';

/** One transaction of a journalled piece of work. */
export interface JournalStep {
  /** What it returned when an earlier run committed it; absent: it has to be run. */
  recalled?: { result: unknown };
  /** Writes the result in the transaction itself: after a crash there are both or neither. */
  record: (tx: Tx, result: unknown) => Promise<void>;
  /** The transaction came to nothing. */
  forget: () => void;
}

/**
 * The transactions of a piece of work that must not be done twice. Run again after a crash, the work is given the results of
 * those that had committed and goes on from there: it must cause its transactions in the same order each time.
 */
export interface Journal {
  next(): JournalStep;
}

/** What is done in its name may be journalled from the moment that it has a journal, until it has none any more. */
export interface JournalHolder {
  journal?: Journal;
}

const holders = new AsyncLocalStorage<JournalHolder>();

export const withJournal = <T>(holder: JournalHolder, work: () => T): T => holders.run(holder, work);

export const withoutJournal = <T>(work: () => T): T => holders.exit(work);

/** The step of the transaction that begins now. */
export const nextStep = (): JournalStep | undefined => holders.getStore()?.journal?.next();
