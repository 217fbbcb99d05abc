import type { Readable } from 'node:stream';

/** What arrived, complete and hashed, but not yet anybody's: it lies beside the kept contents until `release`. */
export interface StagedFile {
  path: string;
  /** Lower-case hex; the name of the content once it is kept. */
  sha256: string;
  /** Bytes. */
  size: number;
  /** The first bytes (4,100 or all), enough to tell text from other things. */
  head: Buffer;
  /** All of them, of a small content: for who goes on with it at once. */
  whole?: Buffer;
}

/** Whether any row names this content, asked afresh outside any transaction. */
export type IsNamed = (sha256: string) => Promise<boolean>;

/** `stage` met more than `maxBytes` bytes. */
export class ContentTooLarge extends Error {
  constructor(readonly maxBytes: number) {
    super(`The content is longer than ${maxBytes} bytes.`);
  }
}

/** A row names a content that is nowhere in the storage. */
export class ContentMissing extends Error {
  constructor(sha256: string) {
    super(`The content ${sha256} is not in the storage.`);
  }
}

/**
 * Where file contents lie, each once, named by its SHA-256. Rows are elsewhere; the storage asks `isNamed`.
 *
 * The order that keeps it right across processes without locks:
 * an upload does `stage`, `keep`, commit of its row, `release`; a deletion does commit, `remove`.
 * `remove` takes the content out of sight before it asks for rows, and `release` looks for the content after the
 * commit: whoever comes second sees the other, so a content that a row names is either put back or linked again.
 */
export abstract class Storage {
  /** Makes the folders. Called once at start. */
  abstract prepare(): Promise<void>;

  /** Rejects when nothing could be stored now. */
  abstract probe(): Promise<void>;

  /**
   * Takes a stream in, without holding more than a chunk of it. The stream is not destroyed when it is too long:
   * the caller decides what becomes of the rest.
   * @throws ContentTooLarge; nothing of the file stays behind then.
   */
  abstract stage(content: Readable, limit: { maxBytes: number }): Promise<StagedFile>;

  /** Puts the content in its place, durably. The staged file stays until `release`. */
  abstract keep(staged: Pick<StagedFile, 'path' | 'sha256'>): Promise<void>;

  /** As `keep`, of several at once, which costs less. */
  abstract keepAll(staged: readonly Pick<StagedFile, 'path' | 'sha256'>[]): Promise<void>;

  /** Ends an upload whose row is committed: as `release`, for who knows the answer of `isNamed`. May be called twice. */
  abstract settle(staged: Pick<StagedFile, 'path' | 'sha256'>): Promise<void>;

  /**
   * Ends an upload, whatever became of it: a content that a row names is in its place afterwards (even if a
   * deletion took it away meanwhile), one that no row names is removed. May be called twice.
   */
  abstract release(staged: Pick<StagedFile, 'path' | 'sha256'>, isNamed: IsNamed): Promise<void>;

  /** Removes the content unless a row names it. */
  abstract remove(sha256: string, isNamed: IsNamed): Promise<void>;

  /** @throws ContentMissing */
  abstract open(sha256: string): Promise<Readable>;

  /** Finishes what a crash left half done: removals, and uploads untouched since `before`. */
  abstract sweep(before: Date, isNamed: IsNamed): Promise<void>;
}
