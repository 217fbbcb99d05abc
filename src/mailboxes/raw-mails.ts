import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleInit } from '@nestjs/common';
import { DiskStorage } from '../attachments/storage/disk.storage.js';
import type { IsNamed, StagedFile } from '../attachments/storage/storage.js';
import { Clock } from '../common/clock.js';
import { Config } from '../config/config.js';
import { Readiness } from '../http/readiness.js';

const DAY_MS = 86_400_000;
const RECENT_BYTES = 8 * 1_048_576;
const RECENT_MS = 30_000;

/**
 * Mails as they came and as they went, byte for byte, each content once, in `<storage>/mails`. Rows of higher rooms name
 * them; each such room says by `namedBy` whether it does. The way of a mail is that of every upload:
 * `stage`, `keep`, commit of its row, `release`; and commit, `remove`.
 */
@Injectable()
export class RawMails implements OnModuleInit, OnApplicationBootstrap {
  private readonly logger = new Logger('RawMails');
  private readonly storage: DiskStorage;
  private readonly names: IsNamed[] = [];
  /** What came just now is mostly read soon, the oldest first, and by this process. */
  private readonly recent = new Map<string, { content: Buffer; until: number }>();
  private recentBytes = 0;

  constructor(
    config: Config,
    private readonly clock: Clock,
    private readonly readiness: Readiness,
  ) {
    this.storage = new DiskStorage(join(config.storageDir, 'mails'), [1]);
  }

  onModuleInit(): Promise<void> {
    this.readiness.add('mail-storage', () => this.storage.probe());
    return this.storage.prepare();
  }

  /** Finishes what a crash left half done. */
  async onApplicationBootstrap(): Promise<void> {
    const yesterday = new Date(this.clock.now().getTime() - DAY_MS);
    await this.storage
      .sweep(yesterday, this.isNamed)
      .catch((error: Error) => this.logger.error('The sweep of raw mails failed.', error.stack));
  }

  /** Registered while the process starts (`onModuleInit`): whether rows of that room name a content. */
  namedBy(isNamed: IsNamed): void {
    this.names.push(isNamed);
  }

  /** @throws ContentTooLarge; the stream is not destroyed then, and nothing of the mail stays behind. */
  stage(content: Readable, limit: { maxBytes: number }): Promise<StagedFile> {
    return this.storage.stage(content, limit);
  }

  /** As `stage`, of a mail that is at hand as a whole. */
  stageWhole(content: Buffer): Promise<StagedFile> {
    return this.storage.stageWhole(content);
  }

  /** Durable, with its folder, when this returns. */
  keep(staged: Pick<StagedFile, 'path' | 'sha256'>): Promise<void> {
    return this.storage.keep(staged);
  }

  /** Ends an upload whose row is committed. Never throws. */
  async settle(staged: Pick<StagedFile, 'path' | 'sha256'>): Promise<void> {
    await this.storage
      .settle(staged)
      .catch((error: Error) => this.logger.error('A raw mail could not be settled.', error.stack));
  }

  /** Ends an upload, whatever became of it: in a `finally` around everything from `stage` to the commit. Never throws. */
  async release(staged: Pick<StagedFile, 'path' | 'sha256'>): Promise<void> {
    await this.storage
      .release(staged, this.isNamed)
      .catch((error: Error) => this.logger.error('The release of a raw mail failed.', error.stack));
  }

  /** As `keep`, of several at once; small ones stay at hand for a moment. */
  async keepAll(staged: readonly StagedFile[]): Promise<void> {
    await this.storage.keepAll(staged);
    for (const { sha256, whole } of staged) if (whole) this.remember(sha256, whole);
  }

  /** A small one that came just now, once: whoever wants it again opens it. */
  takeRecent(sha256: string): Buffer | undefined {
    const content = this.recent.get(sha256)?.content;
    this.forget(sha256);
    return content;
  }

  /** Whether the content is in its place. */
  has(sha256: string): Promise<boolean> {
    return this.storage.has(sha256);
  }

  /** @throws ContentMissing */
  open(sha256: string): Promise<Readable> {
    return this.storage.open(sha256);
  }

  private remember(sha256: string, whole: Buffer): void {
    const now = performance.now();
    // Another process has read those.
    for (const [oldest, { until }] of this.recent) {
      if (until > now) break;
      this.forget(oldest);
    }
    if (this.recent.has(sha256) || this.recentBytes + whole.length > RECENT_BYTES) return;
    this.recent.set(sha256, { content: whole, until: now + RECENT_MS });
    this.recentBytes += whole.length;
  }

  private forget(sha256: string): void {
    this.recentBytes -= this.recent.get(sha256)?.content.length ?? 0;
    this.recent.delete(sha256);
  }

  /** Removes the content unless a row names it. */
  remove(sha256: string): Promise<void> {
    this.forget(sha256);
    return this.storage.remove(sha256, this.isNamed);
  }

  private readonly isNamed: IsNamed = async (sha256) => {
    for (const isNamed of this.names) if (await isNamed(sha256)) return true;
    return false;
  };
}
