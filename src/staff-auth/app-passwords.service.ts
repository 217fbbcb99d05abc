import { randomBytes } from 'node:crypto';
import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { authorOf } from '../common/actor.js';
import { Clock } from '../common/clock.js';
import { Database } from '../database/database.js';
import { affected, insertRow } from '../database/rows.js';
import { EventsService } from '../events/events.service.js';
import { ActorsService, type StaffActor } from './actors.service.js';
import { AppPassword } from './app-password.entity.js';
import { AppPasswordNotFound } from './auth.errors.js';
import { tokenHash } from './token-hash.js';

const PREFIX = 'sdp_';
const USED_EVERY_MS = 60_000;

/** Whose app password it is. */
export interface AppPasswordOwner {
  id: number;
  staffId: number;
}

/** Passwords that the desk makes, one a program: for doors that know no second factor. Given out once, kept as SHA-256. */
@Injectable()
export class AppPasswordsService implements OnModuleDestroy {
  private readonly logger = new Logger(AppPasswordsService.name);
  private readonly usedAt = new Map<number, number>();
  private readonly writes = new Set<Promise<void>>();

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly events: EventsService,
    private readonly actors: ActorsService,
  ) {}

  async onModuleDestroy(): Promise<void> {
    await Promise.all(this.writes);
  }

  /** Of one member of staff, in the order they were made. */
  list(staffId: number): Promise<AppPassword[]> {
    return this.database.repository(AppPassword).find({ where: { staffId }, order: { id: 'ASC' } });
  }

  /** @returns the app password itself, this once */
  async create(actor: StaffActor, name: string): Promise<{ row: AppPassword; password: string }> {
    const password = PREFIX + randomBytes(24).toString('base64url');
    const row = { staffId: actor.id, name, createdAt: this.clock.now(), lastUsedAt: null };
    const id = await this.database.transaction(async (tx) => {
      const created = await insertRow(tx, 'app_passwords', { ...row, secretHash: tokenHash(password) });
      const about = { type: 'app_password.created', resource: 'staff' as const, resourceId: actor.id };
      await this.events.append(tx, { ...about, actor: authorOf(actor), details: { name } });
      await this.actors.forget(tx);
      return created;
    });
    return { row: { ...row, id } as AppPassword, password };
  }

  /** @throws AppPasswordNotFound also for somebody else's */
  async delete(actor: StaffActor, id: number): Promise<void> {
    await this.database.transaction(async (tx) => {
      const result: unknown = await tx.query('delete from app_passwords where id = ? and staffId = ?', [
        id,
        actor.id,
      ]);
      if (!affected(result)) throw new AppPasswordNotFound();
      const about = { type: 'app_password.deleted', resource: 'staff' as const, resourceId: actor.id };
      await this.events.append(tx, { ...about, actor: authorOf(actor), details: { appPasswordId: id } });
      await this.actors.forget(tx);
    });
  }

  /** No password that people choose looks like this. */
  isAppPassword(password: string): boolean {
    return password.startsWith(PREFIX);
  }

  /** The active account with this username that this app password was made for. */
  async findOwner(usernameKey: string, password: string): Promise<AppPasswordOwner | undefined> {
    const [owner] = await this.database.query<AppPasswordOwner>(
      `select a.id, a.staffId from app_passwords a join staff s on s.id = a.staffId
       where a.secretHash = ? and s.usernameKey = ? and s.active = ?`,
      [tokenHash(password), usernameKey, true],
    );
    return owner;
  }

  /** At most once a minute, and nobody waits for it. */
  markUsed(id: number): void {
    const now = this.clock.now();
    if (now.getTime() - (this.usedAt.get(id) ?? 0) < USED_EVERY_MS) return;
    this.usedAt.set(id, now.getTime());
    const write = this.database
      .transaction<void>((tx) => tx.query('update app_passwords set lastUsedAt = ? where id = ?', [now, id]))
      .catch((error: unknown) =>
        this.logger.warn(`The use of an app password was not noted: ${String(error)}`),
      )
      .finally(() => this.writes.delete(write));
    this.writes.add(write);
  }
}
