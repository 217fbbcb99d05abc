import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleInit } from '@nestjs/common';
import { DiskStorage } from '../../attachments/storage/disk.storage.js';
import { ContentMissing, type StagedFile } from '../../attachments/storage/storage.js';
import type { Actor } from '../../common/actor.js';
import { Clock } from '../../common/clock.js';
import { Config } from '../../config/config.js';
import { Database, afterCommit, type Tx } from '../../database/database.js';
import { StaffService, type StaffMember } from '../staff.service.js';
import { AvatarNotFound } from './avatar.errors.js';
import { squaresOf } from './avatar-image.js';

const DAY_MS = 86_400_000;

/** The contents of a picture, by size; null: there is none. */
interface Contents {
  avatarLarge: string | null;
  avatarSmall: string | null;
}

const NONE: Contents = { avatarLarge: null, avatarSmall: null };

/** The pictures of staff, each size a content of its own in `<storage>/avatars`, named by its hash. */
@Injectable()
export class AvatarsService implements OnModuleInit, OnApplicationBootstrap {
  private readonly logger = new Logger('Avatars');
  private readonly storage: DiskStorage;
  /** One picture at a time is unpacked: each may take a hundred megabytes. */
  private turn: Promise<unknown> = Promise.resolve();

  constructor(
    config: Config,
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly staff: StaffService,
  ) {
    this.storage = new DiskStorage(join(config.storageDir, 'avatars'), [2]);
  }

  onModuleInit(): Promise<void> {
    return this.storage.prepare();
  }

  /** Finishes what a crash left half done. */
  async onApplicationBootstrap(): Promise<void> {
    const yesterday = new Date(this.clock.now().getTime() - DAY_MS);
    await this.logged('sweep', this.storage.sweep(yesterday, this.isNamed));
  }

  /**
   * Gives a member of staff this picture, in place of the one they have.
   * @throws InvalidInput (`avatar`), StaffNotFound, StaleVersion
   */
  async set(actor: Actor, staffId: number, picture: Buffer, expected?: number): Promise<StaffMember> {
    const { large, small } = await this.inTurn(() => squaresOf(picture));
    const staged: StagedFile[] = [];
    try {
      for (const square of [large, small]) staged.push(await this.storage.stageWhole(square));
      await this.storage.keepAll(staged);
      const [avatarLarge, avatarSmall] = staged.map(({ sha256 }) => sha256) as [string, string];
      await this.write(actor, staffId, { avatarLarge, avatarSmall }, expected);
    } finally {
      for (const file of staged) await this.logged('release', this.storage.release(file, this.isNamed));
    }
    return this.staff.get(staffId);
  }

  /** Takes the picture away; where there is none, nothing changes. @throws StaffNotFound, StaleVersion */
  async remove(actor: Actor, staffId: number, expected?: number): Promise<void> {
    await this.write(actor, staffId, NONE, expected);
  }

  /** @throws AvatarNotFound */
  async open(sha256: string): Promise<Readable> {
    if (!/^[0-9a-f]{64}$/.test(sha256)) throw new AvatarNotFound();
    try {
      return await this.storage.open(sha256);
    } catch (error) {
      throw error instanceof ContentMissing ? new AvatarNotFound() : error;
    }
  }

  private async write(actor: Actor, id: number, contents: Contents, expected?: number): Promise<void> {
    await this.database.transaction(async (tx) => {
      const before = await this.staff.setAvatar(tx, actor, id, contents, expected);
      this.removeAfter(tx, before);
    });
  }

  /** Of somebody who goes away, or has another picture now. */
  removeAfter(tx: Tx, { avatarLarge, avatarSmall }: Contents): void {
    const gone = [avatarLarge, avatarSmall].filter((sha256) => sha256 !== null);
    afterCommit(tx, async () => {
      for (const sha256 of gone) await this.logged('removal', this.storage.remove(sha256, this.isNamed));
    });
  }

  private readonly isNamed = async (sha256: string): Promise<boolean> => {
    const rows = await this.database.query('select id from staff where avatarLarge = ? or avatarSmall = ?', [
      sha256,
      sha256,
    ]);
    return rows.length > 0;
  };

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.turn.then(work);
    this.turn = result.catch(() => undefined);
    return result;
  }

  private async logged(what: string, work: Promise<void>): Promise<void> {
    await work.catch((error: Error) => this.logger.error(`The ${what} of pictures failed.`, error.stack));
  }
}
